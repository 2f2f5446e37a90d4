import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytes } from '@strake/core';
import { contentReader, createMemoryStore, type Descriptor, digestOf, MediaType } from '@strake/oci';
import { nodeHasher, openStore } from '@strake/oci/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { concat, END, rawEntry } from '../../../oci/test/tar/raw-tar.ts';
import { copyIntoStore } from '../../src/images/copy-into-store.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-copy-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Image {
  readonly layers: readonly Uint8Array[];
  /** Of the layers; default: the right ones. */
  readonly diffIds?: readonly string[];
  readonly layerType?: string;
}

/** Codes of what copying the image throws; `taken` when it does not. */
async function outcome({
  layers,
  diffIds,
  layerType = 'application/vnd.oci.image.layer.v1.tar',
}: Image): Promise<string> {
  const source = createMemoryStore(nodeHasher);
  const put = async (mediaType: string, data: Uint8Array): Promise<Descriptor> => {
    const { digest, size } = await source.write(bytes(data), {});
    return { mediaType, digest, size };
  };
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const diff_ids = diffIds ?? layers.map((layer) => digestOf(layer));
  const config = { architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids } };
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.manifest,
    config: await put(MediaType.config, json(config)),
    layers: await Promise.all(layers.map((layer) => put(layerType, layer))),
  };
  const root = await put(MediaType.manifest, json(manifest));
  const store = await openStore(mkdtempSync(join(directory, 'store-')));
  try {
    await copyIntoStore(contentReader(source), root, { store }, new AbortController().signal);
    return 'taken';
  } catch (error) {
    return (error as { readonly code: string }).code;
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

const LAYER = concat(rawEntry({ name: 'a' }, 'x'), END);
const OTHER = concat(rawEntry({ name: 'b' }, 'x'), END);

test.each<[what: string, image: Image, expected: string]>([
  ['an image', { layers: [LAYER, OTHER] }, 'taken'],
  ['an image without layers', { layers: [] }, 'taken'],
  [
    'an attestation, whose layers are no tars',
    { layers: [new TextEncoder().encode('{}')], layerType: 'application/vnd.in-toto+json' },
    'taken',
  ],
  ['layers without diffIDs', { layers: [LAYER, OTHER], diffIds: [] }, 'CONFIG_INVALID'],
  ['more diffIDs than layers', { layers: [], diffIds: [digestOf(LAYER)] }, 'CONFIG_INVALID'],
  ['a layer of another diffID', { layers: [LAYER], diffIds: [digestOf(OTHER)] }, 'BLOB_MISMATCH'],
  [
    'another layer that is no tar',
    { layers: [new Uint8Array(600).fill(7)], diffIds: [digestOf(OTHER)] },
    'BLOB_MISMATCH',
  ],
  ['a layer that is no tar', { layers: [new Uint8Array(600).fill(7)] }, 'LAYER_CORRUPT'],
  [
    'a layer that nobody can unpack',
    { layers: [concat(rawEntry({ name: 'a' }), rawEntry({ name: 'a/b' }), END)] },
    'LAYER_CORRUPT',
  ],
  ['a layer that leads out', { layers: [concat(rawEntry({ name: '../a' }), END)] }, 'LAYER_CORRUPT'],
])('%s', async (_, image, expected) => {
  expect(await outcome(image)).toBe(expected);
});
