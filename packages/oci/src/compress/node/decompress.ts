import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { ByteStream } from '@strake/core';
import { OciError } from '../../error.ts';
import { corrupt } from '../codec.ts';
import { cutAtFrames } from '../zstd-frames.ts';

/** Bytes of output per turn: small turns halve the speed. */
const CHUNK = 512 * 1024;

/** Any number of gzip members. Throws `COMPRESSION_INVALID`. */
export function gunzip(data: ByteStream, signal?: AbortSignal): ByteStream {
  return through(data, createGunzip({ chunkSize: CHUNK }), 'gzip', signal);
}

/** Any number of zstd frames. Throws `COMPRESSION_INVALID`. */
export function unzstd(data: ByteStream, signal?: AbortSignal): ByteStream {
  return through(cutAtFrames(data), createZstdDecompress({ chunkSize: CHUNK }), 'zstd', signal);
}

async function* through(data: ByteStream, transform: Duplex, what: string, signal?: AbortSignal): ByteStream {
  let failure: unknown;
  // Chunks stay as they are: zlib ends with a frame of zstd when the same chunk goes on behind it.
  const source = Readable.from(data, { objectMode: true, highWaterMark: 2 });
  const done = pipeline(source, transform, ...(signal ? [{ signal }] : [])).catch((error: unknown) => {
    failure = error;
  });
  try {
    yield* transform as AsyncIterable<Uint8Array>;
  } catch (error) {
    failure ??= error;
  } finally {
    transform.destroy();
    source.destroy();
    await done;
  }
  if (failure === undefined) return;
  signal?.throwIfAborted();
  throw isCorruption(failure) ? corrupt(what, failure) : failure;
}

function isCorruption(error: unknown): boolean {
  if (error instanceof OciError || !(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && /^(?:Z_|ZSTD_|ERR_ZSTD)/.test(error.code);
}
