import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytes, type Digest } from '@strake/core';
import { afterAll, expect, test } from 'vitest';
import { openDirectory, writeDirectory } from '../../src/cache-mounts/directory.ts';
import type { CacheMountsSource, StoredCache } from '../../src/cache-mounts/stored-cache.ts';

const scratch = mkdtempSync(join(tmpdir(), 'strake-caches-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function cache(letter: string): StoredCache {
  const digest: Digest = `sha256:${letter.repeat(64)}`;
  const packed = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 1 };
  return { key: letter.repeat(32), diffId: digest, mode: 0o755, uid: 0, gid: 0, packed };
}

const [kept, lost] = [cache('a'), cache('b')];
const read: CacheMountsSource['read'] = ({ digest }) => {
  if (digest === lost.packed.digest) throw new Error('it is gone');
  return bytes(new Uint8Array(1));
};

test('a cache that another build removes while it is passed on is left out', async () => {
  const has: CacheMountsSource['has'] = ({ digest }) => digest !== lost.packed.digest;
  await writeDirectory(scratch, { caches: [lost, kept], has, read }, new AbortController().signal);
  expect((await openDirectory(scratch)).caches).toEqual([kept]);
});

test('one that is there and cannot be read is an error', async () => {
  const written = writeDirectory(scratch, { caches: [lost], has: () => true, read }, new AbortController().signal);
  await expect(written).rejects.toThrow('it is gone');
  expect((await openDirectory(scratch)).caches).toEqual([kept]);
});

test('blobs that no index names go after a day, and so does what was left half-written elsewhere', async () => {
  const blobs = join(scratch, 'blobs/sha256');
  const days = (count: number): Date => new Date(Date.now() - count * 24 * 3600 * 1000);
  // Of a process in another namespace, which nobody can look for.
  const [old, young, half, begun] = ['c'.repeat(64), 'd'.repeat(64), 'e', 'f'].map((name) =>
    name.length === 64 ? name : `.${name.repeat(64)}.1-1-1.abcdefgh.tmp`,
  ) as [string, string, string, string];
  for (const name of [old, young, half, begun]) writeFileSync(join(blobs, name), 'x');
  for (const name of [old, half, 'a'.repeat(64)]) utimesSync(join(blobs, name), days(2), days(2));
  await writeDirectory(scratch, { caches: [kept], read }, new AbortController().signal);
  expect(readdirSync(blobs).sort()).toEqual([begun, 'a'.repeat(64), young].sort());
});
