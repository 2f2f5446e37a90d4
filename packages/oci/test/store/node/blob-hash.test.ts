import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ByteStream } from '@strake/core';
import { describe, expect, test } from 'vitest';
import type { ContentStore } from '../../../src/index.ts';
import { openStore } from '../../../src/node.ts';
import { hashFollowed } from '../../../src/store/node/hash-followed.ts';
import { limitThreads, startedThreads } from '../../../src/testing.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const fresh = temporaryDirectory();
const MIB = 1024 * 1024;

/** Runs of bytes or of zeros, each so many bytes long. */
type Runs = readonly (readonly [kind: 'bytes' | 'zeros', size: number])[];

/** In chunks of memory that is used again. */
async function* dataOf(runs: Runs, chunkSize: number): ByteStream {
  const memory = Buffer.alloc(chunkSize);
  let serial = 0;
  for (const [kind, size] of runs) {
    for (let left = size; left > 0; left -= chunkSize) {
      if (kind === 'zeros') memory.fill(0);
      else memory.fill(`chunk ${(serial += 1)} `);
      yield memory.subarray(0, left);
    }
  }
}

async function digestOf(data: ByteStream): Promise<string> {
  const hasher = createHash('sha256');
  for await (const chunk of data) hasher.update(chunk);
  return `sha256:${hasher.digest('hex')}`;
}

async function openBlobs(): Promise<{ readonly content: ContentStore; left(): readonly string[] }> {
  const directory = fresh();
  const { content } = await openStore(directory);
  return { content, left: () => readdirSync(join(directory, 'tmp')) };
}

/** What is said to come decides who hashes; it need not be true. */
const MUCH = { expected: () => 1024 * MIB };

describe.runIf(availableParallelism() > 1)('whoever is busy with a large blob need not hash it', () => {
  test.each<[name: string, runs: Runs, chunkSize?: number]>([
    ['of even chunks', [['bytes', 8 * MIB]]],
    ['of odd chunks', [['bytes', 12 * MIB + 7]], 300_007],
    ['of large chunks', [['bytes', 12 * MIB + 7]], 5 * MIB],
    [
      'that ends with zeros',
      [
        ['bytes', 5 * MIB],
        ['zeros', 9 * MIB],
      ],
    ],
    [
      'that begins with zeros',
      [
        ['zeros', 5 * MIB],
        ['bytes', 9 * MIB],
      ],
    ],
    [
      'with zeros between',
      [
        ['bytes', MIB],
        ['zeros', 7 * MIB],
        ['bytes', MIB + 1],
        ['zeros', MIB],
        ['bytes', 1],
      ],
    ],
  ])('%s', async (_, runs, chunkSize = 256 * 1024) => {
    const { content, left } = await openBlobs();
    const threads = startedThreads();
    const { digest, size } = await content.write(dataOf(runs, chunkSize), MUCH);
    expect(await threads.count()).toBe(1);
    await threads.ended();
    expect(digest).toBe(await digestOf(dataOf(runs, chunkSize)));
    expect(size).toBe(runs.reduce((sum, [, length]) => sum + length, 0));
    expect(await digestOf(content.read(digest))).toBe(digest);
    expect(left()).toEqual([]);
  });

  test('what is small, or of unknown size, is hashed as it comes', async () => {
    const { content } = await openBlobs();
    const threads = startedThreads();
    const runs: Runs = [['bytes', 8 * MIB]];
    for (const options of [{}, { expected: () => 100 * MIB }]) {
      const { digest } = await content.write(dataOf(runs, MIB), options);
      expect(digest).toBe(await digestOf(dataOf(runs, MIB)));
      await content.delete(digest);
    }
    expect(await threads.count()).toBe(0);
  });

  test('a machine that gives no more threads is asked once for each blob', async () => {
    const { content } = await openBlobs();
    const limited = limitThreads(0);
    for (const mib of [6, 7, 8]) {
      const runs: Runs = [['bytes', mib * MIB]];
      expect((await content.write(dataOf(runs, MIB), MUCH)).digest).toBe(await digestOf(dataOf(runs, MIB)));
    }
    expect(limited.asked).toBe(3);
  });

  test('what is torn or given up leaves no thread and no file', async () => {
    const { content, left } = await openBlobs();
    const threads = startedThreads();
    const stop = new AbortController();
    for (const end of [() => Promise.reject(new Error('torn')), async () => stop.abort(new Error('torn'))]) {
      const data = async function* (): ByteStream {
        yield* dataOf([['bytes', 8 * MIB]], MIB);
        await end();
        yield new Uint8Array(1);
      };
      await expect(content.write(data(), MUCH, stop.signal)).rejects.toThrow('torn');
    }
    expect(await threads.count()).toBeGreaterThan(0);
    await threads.ended();
    expect(left()).toEqual([]);
  });

  test('many at a time need no more threads than two', async () => {
    const { content } = await openBlobs();
    const threads = startedThreads();
    const all = [8, 9, 10, 11].map((mib): Runs => [['bytes', mib * MIB]]);
    const written = await Promise.all(all.map((runs) => content.write(dataOf(runs, MIB), MUCH)));
    for (const [i, runs] of all.entries()) expect(written[i]?.digest).toBe(await digestOf(dataOf(runs, MIB)));
    await threads.ended();
    expect(threads.most()).toBeGreaterThan(0);
    expect(threads.most()).toBeLessThanOrEqual(2);
  });
});

test('a file that is shorter than it is said to be has no digest', () => {
  const directory = fresh();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'file');
  writeFileSync(path, 'abc');
  const progress = (size: bigint): SharedArrayBuffer => {
    const shared = new SharedArrayBuffer(8);
    new BigInt64Array(shared)[0] = size * 2n + 1n;
    return shared;
  };
  expect(hashFollowed({ path, progress: progress(3n) })).toBe(
    `sha256:${createHash('sha256').update('abc').digest('hex')}`,
  );
  expect(() => hashFollowed({ path, progress: progress(4n) })).toThrow('shorter');
});
