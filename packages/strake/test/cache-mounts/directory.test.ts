import { mkdtempSync, rmSync } from 'node:fs';
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
