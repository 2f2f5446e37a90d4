import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, hexOf } from '@strake/core';
import { measureUnpacked, type UnpackedSizes } from '@strake/sandbox';
import { DISK_BLOCK, diskSize, onDisk, ownDiskSize } from './disk-size.ts';
import { HINT_KINDS, LAYER_KINDS } from './reachable.ts';
import type { StoreContext } from './store-context.ts';

/** What the parts of a store take on disk. A record counts as one block. */
export interface StoreSizes {
  readonly unpacked: UnpackedSizes;
  /** Logs of steps. */
  readonly logs: number;
  /** Records that only make things faster. */
  readonly hints: number;
  /** What is none of all that, nor a blob, nor a record of the cache or of a layer: images' records and the directories. */
  readonly rest: number;
  /** Blobs, and the records about them where they are layers. */
  of(digests: Iterable<Digest>): Promise<number>;
}

/** Where blobs lie, under second names too; they are counted one by one. */
const BLOBS: ReadonlySet<string> = new Set(['blobs', 'fresh', 'suspect']);
const UNPACKED: ReadonlySet<string> = new Set(['trees', 'cache']);

/** Measures the store, in whose cache there are `entries` records. */
export async function measureStore(
  { store }: StoreContext,
  entries: number,
  signal?: AbortSignal,
): Promise<StoreSizes> {
  const { directory, records, content } = store;
  const about = new Map<string, number>();
  for (const kind of LAYER_KINDS)
    for await (const key of records.list(kind)) about.set(key.slice(0, 64), (about.get(key.slice(0, 64)) ?? 0) + 1);
  const counted = entries + sumOf(about.values());
  const logs = diskSize(join(directory, 'logs'));
  const hints = sumOf(HINT_KINDS.map((kind) => diskSize(join(directory, 'records', kind))));
  const others = readdirSync(directory).filter((name) => !BLOBS.has(name) && !UNPACKED.has(name));
  const folders = ['.', 'blobs', 'blobs/sha256', 'fresh', 'suspect'].map((name) => ownDiskSize(join(directory, name)));
  const all = sumOf(others.map((name) => diskSize(join(directory, name)))) + sumOf(folders);
  return {
    unpacked: await measureUnpacked(directory, signal),
    logs,
    hints,
    rest: Math.max(0, all - logs - hints - counted * DISK_BLOCK),
    async of(digests) {
      let bytes = 0;
      for (const digest of digests) {
        bytes += onDisk((await content.stat(digest))?.size ?? 0);
        bytes += (about.get(hexOf(digest)) ?? 0) * DISK_BLOCK;
      }
      return bytes;
    },
  };
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
