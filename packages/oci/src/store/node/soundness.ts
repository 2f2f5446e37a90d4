import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type ByteStream, type CreateHasher, type Digest, hexOf } from '@strake/core';
import { OciError } from '../../error.ts';
import type { BlobInfo } from '../store.ts';
import { blobDamaged, verifying } from '../verify-blob.ts';
import { guarded, ifThere } from './disk-error.ts';
import { readBlob, type ReadBlobOptions } from './read-blob.ts';

/** Bytes that are hashed between the turns of others, who may feed threads with work. */
const TURN = 256 * 1024;

export interface SoundnessOptions {
  /** The directory of the blobs. */
  readonly blobs: string;
  readonly createHasher: CreateHasher;
  /** Hears of each blob that was removed because it was damaged. */
  readonly onDamage?: ((digest: Digest) => void) | undefined;
}

/**
 * Which blobs are known to be what they were when they were written: what was written or verified since the store was
 * opened is not hashed again. A damaged one is removed.
 */
export interface Soundness {
  /** It has just been verified. */
  trust(blob: BlobInfo): void;
  forget(digest: Digest): void;
  /** Passes a whole blob on. Throws `BLOB_DAMAGED` at its end. */
  verified(digest: Digest, data: ByteStream): ByteStream;
  /** `direct` as in `BlobReadOptions`; others have their turn behind each chunk. */
  isSound(blob: BlobInfo, direct: boolean, signal?: AbortSignal): Promise<boolean>;
  /** Whether the blob are the given bytes, which are known to be its. */
  areThey(blob: BlobInfo, chunks: readonly Uint8Array[]): boolean;
}

export function createSoundness({ blobs, createHasher, onDamage }: SoundnessOptions): Soundness {
  /** Bytes of what was found sound. */
  const sound = new Map<Digest, number>();
  const pathOf = (digest: Digest): string => join(blobs, hexOf(digest));
  const fileOf = (digest: Digest): number | undefined => ifThere(() => statSync(pathOf(digest)).ino);
  /** Only the file that was looked at: somebody else may have made it anew meanwhile. */
  const remove = (digest: Digest, seen: number | undefined): void => {
    guarded(`remove blob ${digest}`, () => {
      if (seen !== undefined && fileOf(digest) === seen) rmSync(pathOf(digest), { force: true });
    });
    onDamage?.(digest);
  };
  async function* verified(digest: Digest, data: ByteStream): ByteStream {
    if (sound.has(digest)) return yield* data;
    let size = 0;
    const seen = guarded(`look at blob ${digest}`, () => fileOf(digest));
    try {
      for await (const chunk of verifying(data, { digest }, createHasher)) {
        size += chunk.byteLength;
        yield chunk;
      }
      sound.set(digest, size);
    } catch (error) {
      if (!(error instanceof OciError) || error.code !== 'BLOB_MISMATCH') throw error;
      remove(digest, seen);
      throw blobDamaged(digest);
    }
  }
  return {
    trust: ({ digest, size }) => void sound.set(digest, size),
    forget: (digest) => void sound.delete(digest),
    verified,
    async isSound({ digest, size }, direct, signal) {
      if (sound.get(digest) === size) return true;
      sound.delete(digest);
      try {
        const data = readBlob(pathOf(digest), digest, inTurns(direct, signal));
        for await (const _ of verified(digest, data)) {
          signal?.throwIfAborted();
          if (direct) await setImmediate();
        }
        return true;
      } catch (error) {
        if (error instanceof OciError && error.code === 'BLOB_DAMAGED') return false;
        throw error;
      }
    },
    areThey({ digest, size }, chunks) {
      if (sound.get(digest) === size) return true;
      const seen = guarded(`look at blob ${digest}`, () => fileOf(digest));
      const here = guarded(`read blob ${digest}`, () => ifThere(() => readFileSync(pathOf(digest))));
      const same = here?.equals(Buffer.concat(chunks)) === true;
      if (same) sound.set(digest, size);
      else if (here) remove(digest, seen);
      return same;
    },
  };
}

function inTurns(direct: boolean, signal: AbortSignal | undefined): ReadBlobOptions {
  return { reuse: true, ...(direct && { direct, chunk: TURN }), ...(signal && { signal }) };
}
