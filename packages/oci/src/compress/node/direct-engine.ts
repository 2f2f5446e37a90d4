import {
  CHUNK,
  createDecoder,
  decodingError,
  type Decoder,
  type Engine,
  type OpenEngine,
  type Packed,
  streamEngine,
} from './engine.ts';

/**
 * Decoders that work in the thread that asks, as those of `node:zlib` do for its synchronous functions: nothing waits for
 * other threads, and what comes is still in the core's cache when it is used. Each chunk is in the same memory. That part of
 * `node:zlib` is not documented: where it is not as it was, these are its streams.
 */
export function createDirectEngines(): OpenEngine {
  const memory = new Uint8Array(CHUNK);
  return (format) => {
    const decoder = createDecoder(format, SMALLEST);
    const works = worksOf(decoder);
    return works ? directEngine(decoder, works, format, memory) : streamEngine(createDecoder(format, CHUNK), format);
  };
}

/** Bytes of the memory that a decoder has anyway, and does not use here; Node's least. */
const SMALLEST = 64;

/** What a decoder's stream is made of. */
interface Works {
  readonly handle: {
    writeSync(
      flush: number,
      from: Uint8Array,
      at: number,
      count: number,
      to: Uint8Array,
      start: number,
      room: number,
    ): void;
  };
  /** After each write: bytes of the room that are left, and of those to read. */
  readonly left: Uint32Array;
}

export function worksOf(decoder: object): Works | undefined {
  const { _handle: handle, _writeState: left } = decoder as { _handle?: Works['handle']; _writeState?: unknown };
  return typeof handle?.writeSync === 'function' && left instanceof Uint32Array ? { handle, left } : undefined;
}

const NO_FLUSH = 0;

function directEngine(decoder: Decoder, { handle, left }: Works, format: Packed, memory: Uint8Array): Engine {
  // It is told twice, and the second time to nobody in particular.
  decoder.on('error', () => undefined);
  return {
    async *feed(chunk) {
      for (let at = 0; ; ) {
        const count = chunk.byteLength - at;
        handle.writeSync(NO_FLUSH, chunk, at, count, memory, 0, memory.byteLength);
        if (decoder.errored) throw decodingError(decoder.errored, format);
        const [room = 0, unread = 0] = left;
        at += count - unread;
        if (room < memory.byteLength) yield memory.subarray(0, memory.byteLength - room);
        if (room > 0) return at;
      }
    },
    [Symbol.dispose]: () => decoder.destroy(),
  };
}
