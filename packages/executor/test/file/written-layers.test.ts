import type { ByteStream } from '@strake/core';
import {
  createLayerStore,
  createMemoryRecords,
  createMemoryStore,
  type EntryMeta,
  type EntryWithData,
  type Layer,
  type LayerEntry,
  sha256Hasher,
  webGzip,
} from '@strake/oci';
import { expect, test } from 'vitest';
import { fileLayer } from '../../src/file/file-layer.ts';
import { BLOBS } from './support/blobs.ts';
import { entryLines } from './support/entry-lines.ts';
import { fileOp } from './support/instruction.ts';
import { DECOMPRESSORS, matcher, treeOf } from './support/layer-of.ts';
import { renderLine } from './support/listing.ts';
import { readCases } from './support/read-cases.ts';

const options = { now: 5000, decompress: DECOMPRESSORS, matcher };

function createLayers(): ReturnType<typeof createLayerStore> {
  const stores = { content: createMemoryStore(), records: createMemoryRecords() };
  return createLayerStore({ ...stores, createHasher: sha256Hasher, codecs: { gzip: webGzip } });
}

const groups = ['destinations', 'sources', 'merging', 'special', 'mode', 'exclude', 'link', 'heredoc', 'unpack'];
const cases = groups.flatMap((group) => readCases(new URL(`cases/${group}.txt`, import.meta.url)));

/** The entries of a layer that has been written, with their bytes. */
async function* stored(layer: Layer): AsyncGenerator<readonly [LayerEntry, ByteStream?]> {
  for (const entry of (await layer.index()).entries) {
    if ('sameAs' in entry) yield [linkOf(entry)];
    else yield entry.type === 'file' ? [entry, layer.content(entry)] : [entry];
  }
}

/** What the layer has for another name of a symlink, fifo or device. */
function linkOf({ path, mode, uid, gid, mtime, sameAs = '' }: EntryMeta & { readonly sameAs?: string }): LayerEntry {
  return { type: 'hardlink', path, mode, uid, gid, mtime, target: sameAs };
}

async function render(entries: AsyncIterable<EntryWithData>): Promise<readonly string[]> {
  return (await entryLines(entries)).map((line) => renderLine(line, BLOBS)).sort();
}

test.each(cases.filter((it) => !it.error))('written and read again: $name: $run', async (it) => {
  const inputs = [treeOf(it.base), treeOf(it.context), treeOf(it.src)];
  const entries = (): AsyncIterable<EntryWithData> => fileLayer(fileOp(it.run), inputs, options);
  const layer = await createLayers().write(entries());
  expect(await render(stored(layer))).toEqual(await render(entries()));
});
