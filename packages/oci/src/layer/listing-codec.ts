import type { ListedFile } from '../model/index.ts';
import { decodeColumns, decodeDocument, encodeColumns, encodePieces, type EntryColumns } from './entries-codec.ts';
import type { Listing } from './layer.ts';

/** Names the encoding: a listing of another one is made anew. */
const FORMAT = 'strake layer listing 1';

interface Document extends EntryColumns {
  readonly format: typeof FORMAT;
}

/** The document of a listing, in pieces. */
export function encodeListingBlob(listing: Listing): Generator<Uint8Array> {
  return encodePieces(encodeDocument(listing));
}

function* encodeDocument({ entries }: Listing): Generator<string> {
  yield `{"format":${JSON.stringify(FORMAT)},`;
  yield* encodeColumns(entries);
  yield '}';
}

/** Throws `LAYER_INVALID` when the blob is no listing of this format. */
export function decodeListingBlob(blob: Uint8Array): Listing {
  return decodeDocument<Document, Listing>(blob, FORMAT, (document) => ({
    entries: decodeColumns<ListedFile>(document, (meta, size) => ({ type: 'file', ...meta, size })),
  }));
}
