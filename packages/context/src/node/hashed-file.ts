import { createHash } from 'node:crypto';
import type { ByteStream, Digest, ThreadAnswer } from '@strake/core';
import type { HashedBytes, OpenOptions } from '@strake/oci';
import { isRacy } from './file-stamp.ts';
import { startHashThread } from './hash-thread.ts';
import { createPacer } from './pacer.ts';
import { hashFileInTurns, readFile, type SeenFile } from './read-file.ts';

/** Bytes from which a thread surely saves more time than its start takes. */
const LARGE = 64 * 1024 * 1024;

/**
 * The bytes of a file, hashed as they pass, or by a thread that reads the file as well: in memory that two cores look at they would
 * pass more slowly. `learn` gets their digest, and when reading began, in milliseconds since 1970.
 */
export function hashedFile(
  file: SeenFile,
  options: OpenOptions,
  learn: (digest: Digest, at: number) => void,
  signal?: AbortSignal,
): HashedBytes {
  let digest: Digest | undefined;
  const passing = async function* (): ByteStream {
    const at = Date.now();
    const thread = isSteady(file, at) ? startHashThread(file) : undefined;
    const bytes = readFile(file, options, signal);
    digest = yield* thread ? hashedBy(thread, file, bytes, signal) : hashing(bytes);
    learn(digest, at);
  };
  const stream = passing();
  return {
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
    digest: () => {
      if (!digest) throw new Error('the file has not been read to its end');
      return digest;
    },
  };
}

/**
 * Whether a file is large enough for two readers, and has been left alone for so long that a change would show in its times:
 * both see the same bytes then, or one sees that it has changed.
 */
function isSteady({ stamp }: SeenFile, at: number): boolean {
  return stamp.size >= LARGE && !isRacy(stamp, BigInt(at) * 1_000_000n);
}

type Passing = AsyncGenerator<Uint8Array, Digest, undefined>;

async function* hashing(bytes: ByteStream): Passing {
  const hasher = createHash('sha256');
  for await (const chunk of bytes) {
    hasher.update(chunk);
    yield chunk;
  }
  return `sha256:${hasher.digest('hex')}`;
}

async function* hashedBy(
  thread: ThreadAnswer<Digest>,
  file: SeenFile,
  bytes: ByteStream,
  signal: AbortSignal | undefined,
): Passing {
  try {
    yield* bytes;
    return (await thread.answer) ?? (await hashFileInTurns(file, createPacer(), signal));
  } finally {
    thread[Symbol.dispose]();
  }
}
