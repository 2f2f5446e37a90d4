import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytes, type Digest, hexOf } from '@strake/core';
import { type Descriptor, digestOf, encodeManifest, MediaType, type PackedImage } from '@strake/oci';
import { useStore } from '@strake/oci/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeCacheLayout } from '../../src/cache/cache-layout.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-cache-layout-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const signal = new AbortController().signal;

/** A cache with one layer of that text. */
function cacheOf(text: string): PackedImage {
  const blob = (mediaType: string, data: Uint8Array) => {
    const descriptor: Descriptor = { mediaType, digest: digestOf(data), size: data.byteLength };
    return { descriptor, read: () => bytes(data) };
  };
  const layer = blob(MediaType.layerGzip, new TextEncoder().encode(text));
  const config = blob(MediaType.config, new TextEncoder().encode(`{"of":"${text}"}`));
  const manifest = { schemaVersion: 2, config: config.descriptor, layers: [layer.descriptor] } as const;
  const root = blob(MediaType.manifest, encodeManifest({ ...manifest, mediaType: MediaType.manifest }));
  const blobs = [layer, config, root];
  return { root: root.descriptor, config: config.descriptor, layers: [layer.descriptor], blobs };
}

const digests = ({ blobs }: PackedImage): readonly Digest[] => blobs.map(({ descriptor }) => descriptor.digest);
const fileOf = (digest: Digest): string => join(directory, 'blobs/sha256', hexOf(digest));
const write = (text: string): Promise<void> => writeCacheLayout(directory, cacheOf(text), signal);

/** As if two days had gone by. */
function age(): void {
  const then = new Date(Date.now() - 48 * 3600 * 1000);
  for (const name of readdirSync(join(directory, 'blobs/sha256')))
    utimesSync(join(directory, 'blobs/sha256', name), then, then);
}

function check(there: readonly string[], gone: readonly string[] = []): void {
  const found = (text: string): readonly boolean[] =>
    digests(cacheOf(text)).map((digest) => existsSync(fileOf(digest)));
  expect(there.map(found).flat()).toEqual(there.flatMap((text) => digests(cacheOf(text)).map(() => true)));
  expect(gone.map(found).flat()).toEqual(gone.flatMap((text) => digests(cacheOf(text)).map(() => false)));
}

test('what no index has named for a day goes', async () => {
  await write('one');
  age();
  await write('two');
  // An index has named it until now: somebody may be reading it.
  check(['one', 'two']);
  age();
  await write('three');
  check(['two', 'three'], ['one']);
});

test('not while somebody else writes there', async () => {
  await write('one');
  await write('two');
  age();
  using _ = await useStore(directory);
  await write('three');
  check(['one', 'two', 'three']);
});

test('not where a manifest cannot be read, and nothing but blobs', async () => {
  await write('one');
  writeFileSync(join(directory, 'blobs/sha256/notes'), 'of somebody');
  await write('two');
  age();
  await write('three');
  check(['three'], ['one']);
  expect(readdirSync(join(directory, 'blobs/sha256'))).toContain('notes');
  const index = JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8'));
  const other = { mediaType: 'application/x', digest: `sha256:${'a'.repeat(64)}`, size: 1 };
  writeFileSync(join(directory, 'index.json'), JSON.stringify({ ...index, manifests: [...index.manifests, other] }));
  age();
  await write('four');
  await write('five');
  check(['three', 'four', 'five']);
});

test('the lock leaves files alone that a link in its place leads to', async () => {
  const elsewhere = join(directory, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'kept'), '');
  const then = new Date(0);
  utimesSync(join(elsewhere, 'kept'), then, then);
  symlinkSync(elsewhere, join(directory, 'users'));
  await write('one');
  check(['one']);
  expect(readdirSync(elsewhere)).toEqual(['kept']);
});
