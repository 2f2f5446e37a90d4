import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ByteStream, Digest } from '@strake/core';
import { blobNotFound } from '../memory-store.ts';
import type { BlobReadOptions } from '../store.ts';
import { diskError, guarded, ifThere } from './disk-error.ts';

/** Bytes read at a time. */
const CHUNK = 1024 * 1024;
/** The same where other threads read into memory that is used again: fewer turns, of theirs and of who waits for them. */
const FEWER = 3 * CHUNK;
/** Up to this many bytes are read without other threads. */
const SMALL = 256 * 1024;

const readAsync = promisify(read);

export interface ReadBlobOptions extends BlobReadOptions {
  /** Bytes read at a time where their memory is used again. */
  readonly chunk?: number;
}

/** Small ranges in one synchronous read, which is several times faster; large ones without blocking. */
export async function* readBlob(
  path: string,
  digest: Digest,
  { range, reuse, memory: given, direct, chunk = direct ? CHUNK : FEWER, signal }: ReadBlobOptions,
): ByteStream {
  const file = guarded(`open blob ${digest}`, () => ifThere(() => openSync(path, 'r')));
  if (file === undefined) throw blobNotFound(digest);
  try {
    const size = fstatSync(file).size;
    const [start, end] = range ? [range[0], Math.min(range[1], size)] : [0, size];
    const isSync = direct === true || end - start <= SMALL;
    const memory = reuse && !given ? new Uint8Array(Math.min(chunk, end - start)) : undefined;
    for (let at = start; at < end; ) {
      signal?.throwIfAborted();
      const buffer = roomFor(end - at, given?.subarray(at - start) ?? memory);
      const count = isSync
        ? readSync(file, buffer, 0, buffer.byteLength, at)
        : (await readAsync(file, buffer, 0, buffer.byteLength, at)).bytesRead;
      if (count === 0) throw diskError(`read blob ${digest}`, new Error('the file became shorter'));
      at += count;
      yield buffer.subarray(0, count);
    }
    // Not for a reader that left: a thread may be inflating the chunk at which it did.
    memory?.buffer.transfer(0);
  } finally {
    closeSync(file);
  }
}

function roomFor(count: number, memory: Uint8Array | undefined): Uint8Array {
  return memory && memory.byteLength > 0 ? memory.subarray(0, count) : new Uint8Array(Math.min(CHUNK, count));
}
