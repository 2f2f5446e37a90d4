import { type Digest, isDigest } from '@strake/core';
import {
  corrupt,
  decodeColumns,
  decodeDocument,
  encodeArray,
  encodeCells,
  encodeColumns,
  encodePieces,
  type EntryColumns,
  present,
} from './entries-codec.ts';
import { indexedFile } from './indexed-file.ts';
import type { LayerIndex } from './layer.ts';

/** Names the encoding: an index of another one is made anew. */
const FORMAT = 'strake layer index 3';

/** An index by columns. `offsets` has a cell, `contents` 64 hex digits for each file. */
interface Document extends EntryColumns {
  readonly format: typeof FORMAT;
  readonly diffId: Digest;
  readonly size: number;
  readonly offsets: readonly number[];
  readonly contents: string;
}

/** The document of an index, in pieces. */
export function encodeIndexBlob(index: LayerIndex): Generator<Uint8Array> {
  return encodePieces(encodeDocument(index));
}

function* encodeDocument({ entries, diffId, size }: LayerIndex): Generator<string> {
  yield `{"format":${JSON.stringify(FORMAT)},"diffId":${JSON.stringify(diffId)},"size":${size},`;
  yield* encodeColumns(entries);
  yield ',"offsets":';
  yield* encodeArray(entries, (entry) => (entry.type === 'file' ? String(entry.offset) : undefined));
  yield ',"contents":"';
  yield* encodeCells(entries, '', (entry) => (entry.type === 'file' ? entry.content.slice(HEX_START) : undefined));
  yield '"}';
}

/** Throws `LAYER_INVALID` when the blob is no index of this format. */
export function decodeIndexBlob(blob: Uint8Array): LayerIndex {
  return decodeDocument<Document, LayerIndex>(blob, FORMAT, assemble);
}

function assemble(document: Document): LayerIndex {
  const { diffId, size, sizes, offsets, contents } = document;
  if (!isDigest(diffId) || contents.length !== sizes.length * HEX_LENGTH) throw corrupt();
  const contentAt = (n: number): Digest => `sha256:${contents.slice(n * HEX_LENGTH, (n + 1) * HEX_LENGTH)}`;
  const entries = decodeColumns(document, (meta, bytes, n) =>
    indexedFile(meta, bytes, contentAt(n), present(offsets[n])),
  );
  return { diffId, size, entries };
}

const HEX_START = 'sha256:'.length;
const HEX_LENGTH = 64;
