import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteStream, Digest } from '@strake/core';
import { decodeManifest, digestOf, MediaType, OciError } from '@strake/oci';
import { openStore } from '@strake/oci/node';
import { type ImagePusher, type RegistryClient, RegistryError } from '@strake/registry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportCaches } from '../../src/cache/export-cache.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-export-cache-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const NAMES = ['one', 'two', 'three'] as const;
type Name = (typeof NAMES)[number];

const bytesOf = (name: Name): Uint8Array => new TextEncoder().encode(name);

interface Case {
  readonly name: string;
  /** The layer that the cache it was told of does not have. */
  readonly lost?: Name;
  /** The one that the registry does not take. */
  readonly refused?: Name;
  /** What is pushed in the end, or why nothing is. */
  readonly found: readonly Name[] | string;
  /** How many notes say that a step is left out. */
  readonly leftOut: number;
}

/** The first time, all layers are under way when one of them fails: the others are read until they are told to stop. */
function readerOf({ lost, refused }: Case): (name: Name, signal: AbortSignal | undefined) => ByteStream {
  const read = new Set<Name>();
  const all = Promise.withResolvers<void>();
  return async function* (name, signal) {
    const isFirst = !read.has(name);
    if (read.add(name).size === NAMES.length) all.resolve();
    await all.promise;
    if (name === lost) throw new OciError('BLOB_NOT_FOUND', `${name} is not there`);
    yield bytesOf(name).subarray(0, 1);
    if (isFirst && signal && name !== refused) {
      if (!signal.aborted) await once(signal, 'abort');
      throw signal.reason;
    }
    yield bytesOf(name).subarray(1);
  };
}

function registryOf(refused: Name | undefined, pushed: Digest[]): RegistryClient {
  const pusher: ImagePusher = {
    has: async () => false,
    mount: async () => false,
    blob: async ({ digest }, data, signal) => {
      for await (const _ of data(signal))
        if (refused && digest === digestOf(bytesOf(refused))) throw new RegistryError('SERVER_ERROR', 'refused');
    },
    manifest: async (document, mediaType) => {
      const decoded = decodeManifest(document, mediaType);
      if (decoded.kind === 'manifest') pushed.push(...decoded.manifest.layers.map(({ digest }) => digest));
      return { mediaType, digest: digestOf(document), size: document.byteLength };
    },
  };
  return { pusher: () => pusher } as unknown as RegistryClient;
}

async function check(asked: Case): Promise<void> {
  const { name, refused, found, leftOut } = asked;
  await using store = await openStore(join(directory, name));
  const read = readerOf(asked);
  const used = new Map();
  for (const layer of NAMES) {
    const digest = digestOf(bytesOf(layer));
    const packed = { mediaType: MediaType.layerGzip, digest, size: layer.length };
    const diffId = digestOf(bytesOf(layer).toReversed());
    await store.layers.remember(diffId, packed, (signal) => read(layer, signal));
    used.set(diffId, { layers: [diffId], created: '2026-01-01T00:00:00Z', label: layer });
  }
  const pushed: Digest[] = [];
  const notes: string[] = [];
  const failure = await exportCaches([{ type: 'registry', ref: 'here:5000/cache:all', mode: 'max' }], {
    store,
    registry: () => registryOf(refused, pushed),
    used,
    indexBlob: async () => undefined,
    targets: [],
    note: (message) => notes.push(message),
    signal: new AbortController().signal,
  }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const names = NAMES.filter((layer) => pushed.includes(digestOf(bytesOf(layer))));
  expect(failure ?? names).toEqual(found);
  expect(notes.filter((note) => note.startsWith('a step is left out'))).toHaveLength(leftOut);
}

test.each<Case>([
  { name: 'a layer that is not there is left out, and no other', lost: 'two', found: ['one', 'three'], leftOut: 1 },
  { name: 'a layer that the registry refuses is not left out', refused: 'two', found: 'refused', leftOut: 0 },
])('$name', check);
