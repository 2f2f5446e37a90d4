import { type ByteStream, type CreateHasher, type Digest, hexOf } from '@strake/core';
import type { Codecs } from '../compress/codec.ts';
import type { Decoders } from '../compress/sniff.ts';
import { OciError } from '../error.ts';
import type { Indexer } from '../layer/indexer.ts';
import type { ContentSink } from '../layer/read-index.ts';
import { decodeDescriptor } from '../model/decode-manifest.ts';
import type { Descriptor } from '../model/index.ts';
import type { Flights } from './flights.ts';
import type { Room } from './kept-contents.ts';
import type { Packing } from './layer-store.ts';
import { presentBlob } from './present-blob.ts';
import type { RecordStore } from './record-store.ts';
import type { BlobInfo, ContentStore } from './store.ts';

export interface LayerStoreOptions {
  readonly content: ContentStore;
  readonly records: RecordStore;
  readonly createHasher: CreateHasher;
  readonly codecs: Codecs;
  /** What unpacks layers so small that it takes longer to have it done elsewhere; default: `codecs`. */
  readonly smallDecoders?: Decoders;
  /** Bytes of one uncompressed layer; default 64 GiB. */
  readonly layerLimit?: number;
  /** Where indexes of large layers are made; default: here. */
  readonly indexer?: Indexer;
  /** Opens a directory for `Layer.fetch`; default: contents are kept for nobody. */
  readonly openContents?: (directory: string) => ContentDirectory;
}

/** Contents of files as `Layer.fetch` gives them. */
export interface ContentDirectory extends ContentSink, Disposable {
  /** Whether all that came could be written. */
  readonly areWhole: boolean;
}

/** What making one form of a layer from another takes. */
export interface Forms extends LayerStoreOptions {
  readonly flights: Flights;
  /** Packed forms that layers were announced in by diffID, the last first, and how to get their bytes by their own digest. */
  readonly origins: Map<Digest, readonly Descriptor[]>;
  readonly fetches: Map<Digest, Fetch>;
  /** Bytes that plain tars should have, by diffID, as far as it is known. */
  readonly plainSizes: Map<Digest, number | undefined>;
  /** diffIDs of plain tars that have been seen to be here. */
  readonly atHand: Set<Digest>;
  /** For contents that are kept. */
  readonly room: Room;
}

export type Fetch = (signal?: AbortSignal) => ByteStream;

/**
 * Kinds of records that a layer store keeps. Keys are hex digits of diffIDs, with compression and level for `PACKED`; those
 * of `LISTING` are of packed forms: what such a form lists says nothing of the layer that an image says it is.
 */
export const INDEX = 'layer-index';
export const PACKED = 'layer-packed';
export const ORIGIN = 'layer-origin';
export const LISTING = 'layer-listing';

/** Annotation of an index: bytes of the layer's plain tar. */
export const PLAIN_SIZE = 'vnd.strake.layer.size';

/** To be raised when codecs begin to make other bytes: what was packed before is not taken for theirs. */
const PACKED_AS = 7;

export function packedKey(diffId: Digest, { compression, level }: Packing): string {
  return `${hexOf(diffId)}.${compression}-${PACKED_AS}${level === undefined ? '' : `.${level}`}`;
}

export function here({ content }: Forms, blob: Descriptor): Promise<BlobInfo | undefined> {
  return presentBlob(content, blob);
}

export async function plainHere(forms: Forms, diffId: Digest): Promise<BlobInfo | undefined> {
  const { plainSizes, atHand } = forms;
  if (!plainSizes.has(diffId)) plainSizes.set(diffId, await recordedSize(forms, diffId));
  const found = await presentBlob(forms.content, { digest: diffId, size: plainSizes.get(diffId) });
  if (found) atHand.add(diffId);
  else atHand.delete(diffId);
  return found;
}

async function recordedSize(forms: Forms, diffId: Digest): Promise<number | undefined> {
  return plainSize(await storedDescriptor(forms, INDEX, hexOf(diffId)));
}

/** Bytes of a layer's plain tar, by where its index is stored (`Layer.storedIndex`). */
export function plainSize(index: Descriptor | undefined): number | undefined {
  const size = Number(index?.annotations?.[PLAIN_SIZE]);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** The blob of a stored index. */
export function findIndex(forms: Forms, diffId: Digest): Promise<Descriptor | undefined> {
  return storedBlob(forms, INDEX, hexOf(diffId));
}

/** A locally packed form that is still there. */
export async function packedHere(forms: Forms, diffId: Digest): Promise<Descriptor | undefined> {
  for (const compression of ['zstd', 'gzip'] as const) {
    const packed = await storedBlob(forms, PACKED, packedKey(diffId, { compression }));
    if (packed) return packed;
  }
  return undefined;
}

/** The blob that a record names, where it is still here. */
export async function storedBlob(forms: Forms, kind: string, key: string): Promise<Descriptor | undefined> {
  const blob = await storedDescriptor(forms, kind, key);
  return blob && (await here(forms, blob)) ? blob : undefined;
}

async function storedDescriptor({ records }: Forms, kind: string, key: string): Promise<Descriptor | undefined> {
  return decodedDescriptor(await records.get(kind, key), kind);
}

/** What is no descriptor is as good as none. */
export function decodedDescriptor(value: unknown, kind: string): Descriptor | undefined {
  try {
    return value === undefined ? undefined : decodeDescriptor(value, { code: 'LAYER_INVALID', at: `record ${kind}` });
  } catch (error) {
    if (error instanceof OciError) return undefined;
    throw error;
  }
}
