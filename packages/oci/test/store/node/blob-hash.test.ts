import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ByteStream } from '@strake/core';
import { describe, expect, test } from 'vitest';
import type { ContentStore } from '../../../src/index.ts';
import { openStore } from '../../../src/node.ts';
import { hashFollowed } from '../../../src/store/node/hash-followed.ts';
import { startedThreads } from '../../../src/testing.ts';
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

describe.runIf(availableParallelism() > 1)('whoever is busy with a large blob need not hash it', () => {
  test.each<[name: string, threads: number, runs: Runs, chunkSize?: number]>([
    ['nearly large', 0, [['bytes', 64 * MIB - 1]]],
    ['just large', 1, [['bytes', 64 * MIB]]],
    ['of odd chunks', 1, [['bytes', 80 * MIB + 7]], 300_007],
    ['of large chunks', 1, [['bytes', 80 * MIB + 7]], 5 * MIB],
    [
      'that ends with zeros',
      1,
      [
        ['bytes', 66 * MIB],
        ['zeros', 9 * MIB],
      ],
    ],
    ['of zeros', 1, [['zeros', 70 * MIB]]],
    [
      'with zeros between',
      1,
      [
        ['bytes', 5 * MIB],
        ['zeros', 70 * MIB],
        ['bytes', 5 * MIB + 1],
        ['zeros', MIB],
        ['bytes', 1],
      ],
    ],
  ])('%s', async (_, count, runs, chunkSize = 256 * 1024) => {
    const { content, left } = await openBlobs();
    const threads = startedThreads();
    const { digest, size } = await content.write(dataOf(runs, chunkSize), { aside: true });
    expect(await threads.count()).toBe(count);
    await threads.ended();
    expect(digest).toBe(await digestOf(dataOf(runs, chunkSize)));
    expect(size).toBe(runs.reduce((sum, [, length]) => sum + length, 0));
    expect(await digestOf(content.read(digest))).toBe(digest);
    expect(left()).toEqual([]);
  });

  test('what others make is hashed as it comes', async () => {
    const { content } = await openBlobs();
    const threads = startedThreads();
    const runs: Runs = [['bytes', 70 * MIB]];
    expect((await content.write(dataOf(runs, MIB))).digest).toBe(await digestOf(dataOf(runs, MIB)));
    expect(await threads.count()).toBe(0);
  });

  test('what is torn or given up leaves no thread and no file', async () => {
    const { content, left } = await openBlobs();
    const threads = startedThreads();
    const stop = new AbortController();
    for (const end of [() => Promise.reject(new Error('torn')), async () => stop.abort(new Error('torn'))]) {
      const data = async function* (): ByteStream {
        yield* dataOf([['bytes', 70 * MIB]], MIB);
        await end();
        yield new Uint8Array(1);
      };
      await expect(content.write(data(), { aside: true }, stop.signal)).rejects.toThrow('torn');
    }
    expect(await threads.count()).toBe(2);
    await threads.ended();
    expect(left()).toEqual([]);
  });

  test('many at a time need no more threads than two', async () => {
    const { content } = await openBlobs();
    const threads = startedThreads();
    const all = [65, 66, 67, 68].map((mib): Runs => [['bytes', mib * MIB]]);
    const written = await Promise.all(all.map((runs) => content.write(dataOf(runs, MIB), { aside: true })));
    for (const [i, runs] of all.entries()) expect(written[i]?.digest).toBe(await digestOf(dataOf(runs, MIB)));
    expect(await threads.count()).toBeGreaterThan(0);
    expect(await threads.count()).toBeLessThanOrEqual(2);
    await threads.ended();
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
