import { createInflateRaw, createZstdDecompress, type InflateRaw, type ZstdDecompress } from 'node:zlib';
import { OciError } from '../../error.ts';
import { corrupt } from '../codec.ts';

/** Bytes of output per turn: small turns halve the speed. */
export const CHUNK: number = 512 * 1024;

/** A decoder of one stream that is told nothing of its input's end: whoever feeds it knows when all is there. */
export interface Engine extends Disposable {
  /** Everything that the chunk unpacks to. Returns how many bytes of it were used: fewer than all behind the stream's end. */
  feed(chunk: Uint8Array): AsyncGenerator<Uint8Array, number>;
}

export type Packed = 'gzip' | 'zstd';

/** Opens a decoder of `format`, which is raw deflate for gzip, that gives at most `chunkSize` bytes at a time. */
export type OpenEngine = (format: Packed, chunkSize: number) => Engine;

export type Decoder = InflateRaw | ZstdDecompress;

export function createDecoder(format: Packed, chunkSize: number): Decoder {
  return format === 'gzip' ? createInflateRaw({ chunkSize }) : createZstdDecompress({ chunkSize });
}

/** Node's own streams, which decode in its pool of threads. */
export const openEngine: OpenEngine = (format, chunkSize) => streamEngine(createDecoder(format, chunkSize), format);

export function streamEngine(transform: Decoder, format: Packed): Engine {
  let failure: unknown;
  let wake = (): void => undefined;
  transform.on('readable', () => wake());
  transform.on('error', (error) => {
    failure = error;
    wake();
  });
  return {
    async *feed(chunk) {
      const before = transform.bytesWritten;
      let isUsed = false;
      transform.write(chunk, () => {
        isUsed = true;
        wake();
      });
      for (;;) {
        const part = transform.read() as Uint8Array | null;
        if (part) yield part;
        else if (failure !== undefined) throw decodingError(failure, format);
        else if (isUsed) return transform.bytesWritten - before;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    [Symbol.dispose]: () => transform.destroy(),
  };
}

export function decodingError(failure: unknown, format: Packed): unknown {
  return isCorruption(failure) ? corrupt(format, failure) : failure;
}

function isCorruption(error: unknown): boolean {
  if (error instanceof OciError || !(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && /^(?:Z_|ZSTD_|ERR_ZSTD)/.test(error.code);
}
