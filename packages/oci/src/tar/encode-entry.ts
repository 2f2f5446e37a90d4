import { type Pack, pack } from 'tar-stream';
import type { ByteStream } from '@strake/core';
import { OciError } from '../error.ts';
import type { ChunkQueue } from './chunk-queue.ts';
import type { HeaderToWrite } from './entry-header.ts';
import { checksum } from './header.ts';
import { BLOCK, padded } from './tar-entry.ts';

type Sink = ReturnType<Pack['entry']>;

/** Bytes that wait in an entry's stream before its producer has to. */
const QUEUE = 1024 * 1024;

/** What a header block needs that the codec does not write: an extended header's type, device numbers over 2^18. */
export interface Edit {
  readonly type?: 'x';
  readonly major?: number;
  readonly minor?: number;
}

/** An entry by `tar-stream`, its header edited. */
export async function encodeEntry(
  queue: ChunkQueue,
  header: HeaderToWrite,
  data: Uint8Array | ByteStream | undefined,
  edit: Edit,
): Promise<void> {
  const archive = pack({ highWaterMark: QUEUE });
  const put = data === undefined || data instanceof Uint8Array ? putBytes : putStream;
  const written = put(archive, header, data as Uint8Array & ByteStream).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error as Error),
  );
  try {
    let left = BLOCK + padded(header.size);
    let isHeader = true;
    // What comes behind the entry is the end of an archive.
    for await (const piece of archive as AsyncIterable<Uint8Array>) {
      if (isHeader) applyEdit(piece, edit);
      isHeader = false;
      if (left > 0) await queue.pass(piece);
      left -= piece.byteLength;
    }
    await written;
  } finally {
    archive.destroy();
  }
}

async function putBytes(archive: Pack, header: HeaderToWrite, data: Uint8Array | undefined): Promise<void> {
  if (data && data.byteLength !== header.size) throw wrongSize(header.name, header.size, data.byteLength);
  const { promise, done } = completion();
  if (data && data.byteLength > 0) quiet(archive.entry(header, data, done));
  else quiet(archive.entry(header, done)).end(null);
  await promise;
}

async function putStream(archive: Pack, header: HeaderToWrite, data: ByteStream): Promise<void> {
  const { promise, done } = completion();
  const sink = quiet(archive.entry(header, done));
  let left = header.size;
  for await (const chunk of data) {
    left -= chunk.byteLength;
    if (left < 0) throw wrongSize(header.name, header.size, header.size - left);
    if (!sink.write(chunk)) await drained(sink, promise);
  }
  if (left > 0) throw wrongSize(header.name, header.size, header.size - left);
  sink.end(null);
  await promise;
}

/** A sink fails with its archive, which reports it; its own `error` event would end the process. */
function quiet(sink: Sink): Sink {
  return sink.on('error', () => undefined);
}

/** Settles when the archive has taken an entry. */
function completion(): { readonly promise: Promise<void>; readonly done: (error?: Error | null) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => undefined);
  return { promise, done: (error) => (error ? reject(error) : resolve()) };
}

/** Waits until the sink takes more, or fails with the archive. */
async function drained(sink: Sink, done: Promise<void>): Promise<void> {
  await Promise.race([new Promise<void>((resolve) => sink.once('drain', () => resolve())), done]);
}

export function wrongSize(name: string, size: number, found: number): OciError {
  const what = found > size ? 'more' : `${found}`;
  return new OciError('LAYER_INVALID', `file ${JSON.stringify(name)}: expected ${size} bytes, found ${what}`, {
    hint: 'the file changed while it was read: build again when it is at rest',
  });
}

function applyEdit(block: Uint8Array, edit: Edit): void {
  if (edit.type === undefined && edit.major === undefined) return;
  if (block.byteLength !== BLOCK) throw new Error('a header is no block of its own');
  if (edit.type) block[156] = edit.type.charCodeAt(0);
  if (edit.major !== undefined) setOctal(block, 329, 7, edit.major);
  if (edit.minor !== undefined) setOctal(block, 337, 7, edit.minor);
  setOctal(block, 148, 6, checksum(block));
}

function setOctal(block: Uint8Array, offset: number, digits: number, value: number): void {
  const text = value.toString(8).padStart(digits, '0');
  for (let i = 0; i < digits; i += 1) block[offset + i] = text.charCodeAt(i);
  block[offset + digits] = 0;
}
