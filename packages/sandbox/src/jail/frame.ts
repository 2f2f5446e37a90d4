/**
 * Frames of the channel between processes: length of the rest (u32, big endian), kind (u8), payload.
 * A `message` is JSON; the others are the number of a call (u32) and bytes of what its command writes or reads.
 */
export type Frame =
  | { readonly kind: 'message'; readonly value: unknown }
  | { readonly kind: 'stdout' | 'stderr' | 'stdin'; readonly call: number; readonly bytes: Uint8Array };

const KINDS = ['message', 'stdout', 'stderr', 'stdin'] as const;
const HEADER = 5;
/** Bound on one frame: a message with a secret or script of some megabytes fits. */
const LARGEST = 256 * 1024 * 1024;

export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.kind === 'message') return assemble(0, Buffer.from(JSON.stringify(frame.value)));
  const call = Buffer.allocUnsafe(4);
  call.writeUInt32BE(frame.call);
  return assemble(KINDS.indexOf(frame.kind), call, frame.bytes);
}

/** Takes bytes as they come and gives the frames that are complete. Throws on what is no frame. */
export interface FrameReader {
  push(chunk: Uint8Array): readonly Frame[];
}

export function createFrameReader(): FrameReader {
  let pending: Buffer[] = [];
  let size = 0;
  return {
    push(chunk) {
      pending.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      size += chunk.byteLength;
      if (size < HEADER || size < firstLength(pending)) return [];
      const { frames, rest } = split(Buffer.concat(pending, size));
      pending = rest.length > 0 ? [rest] : [];
      size = rest.length;
      return frames;
    },
  };
}

function firstLength(chunks: readonly Buffer[]): number {
  const [first = Buffer.alloc(0)] = chunks;
  const head = first.length >= HEADER ? first : Buffer.concat(chunks);
  return HEADER + bounded(head.readUInt32BE(0));
}

function bounded(length: number): number {
  if (length > LARGEST) throw new RangeError(`a frame of ${length} bytes`);
  return length;
}

function split(bytes: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let at = 0;
  while (bytes.length - at >= HEADER) {
    const length = bounded(bytes.readUInt32BE(at));
    if (bytes.length - at < HEADER + length) break;
    frames.push(decode(bytes[at + 4] ?? -1, bytes.subarray(at + HEADER, at + HEADER + length)));
    at += HEADER + length;
  }
  return { frames, rest: Buffer.from(bytes.subarray(at)) };
}

function decode(number: number, payload: Buffer): Frame {
  const kind = KINDS[number];
  if (kind === undefined) throw new RangeError(`a frame of kind ${number}`);
  if (kind === 'message') return { kind, value: JSON.parse(payload.toString('utf8')) as unknown };
  return { kind, call: payload.readUInt32BE(0), bytes: payload.subarray(4) };
}

function assemble(kind: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const header = Buffer.allocUnsafe(HEADER);
  header.writeUInt32BE(length, 0);
  header[4] = kind;
  return Buffer.concat([header, ...parts], HEADER + length);
}
