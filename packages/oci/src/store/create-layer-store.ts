import type { ByteStream, CreateHasher, Digest } from '@strake/core';
import { collect, hexOf } from '@strake/core';
import { atMost, type Codecs } from '../compress/codec.ts';
import { freed } from '../compress/freed.ts';
import { unpacked } from '../compress/sniff.ts';
import { OciError } from '../error.ts';
import { decodeIndexBlob, encodeIndexBlob } from '../layer/index-codec.ts';
import type { Layer, LayerIndex } from '../layer/layer.ts';
import { readIndex } from '../layer/read-index.ts';
import { writeLayer } from '../layer/write-layer.ts';
import { decodeDescriptor } from '../model/decode-manifest.ts';
import { type Descriptor, MediaType } from '../model/index.ts';
import { createFlights, type Flights } from './flights.ts';
import type { Compression, LayerStore, Packing } from './layer-store.ts';
import type { RecordStore } from './record-store.ts';
import { presentBlob } from './present-blob.ts';
import type { BlobInfo, ContentStore } from './store.ts';
import { verifying } from './verify-blob.ts';

export interface LayerStoreOptions {
  readonly content: ContentStore;
  readonly records: RecordStore;
  readonly createHasher: CreateHasher;
  readonly codecs: Codecs;
  /** Bytes of one uncompressed layer; default 64 GiB. */
  readonly layerLimit?: number;
}

/** Largest stored index that is loaded, in bytes: about a million entries. */
const INDEX_LIMIT = 512 * 1024 * 1024;

/** Kinds of records that a layer store keeps. Keys are hex digits of diffIDs, with compression and level for `PACKED`. */
const INDEX = 'layer-index';
const PACKED = 'layer-packed';
const ORIGIN = 'layer-origin';

type Fetch = (signal?: AbortSignal) => ByteStream;

/** Layers over a content store: plain tars are blobs by diffID, indexes are blobs found by a record. */
export function createLayerStore(options: LayerStoreOptions): LayerStore {
  const forms: Forms = {
    ...options,
    flights: createFlights(),
    origins: new Map(),
    fetches: new Map(),
    plainSizes: new Map(),
    atHand: new Set(),
  };
  const layers = new Map<Digest, WeakRef<Layer>>();
  const layerOf = (diffId: Digest, origin: Descriptor | undefined, index?: LayerIndex): Layer => {
    const known = layers.get(diffId)?.deref();
    if (known && (!origin || known.packed?.digest === origin.digest)) return known;
    const layer = createLayer(forms, diffId, origin, index);
    layers.set(diffId, new WeakRef(layer));
    return layer;
  };
  return {
    get: async (diffId) => {
      const origin = await originOf(forms, diffId);
      const here = origin ?? (await plainHere(forms, diffId)) ?? (await packedHere(forms, diffId));
      return here && layerOf(diffId, origin);
    },
    remember: async (diffId, packed, fetch) => {
      forms.origins.set(diffId, packed);
      forms.fetches.set(packed.digest, fetch);
      const known = await storedDescriptor(forms, ORIGIN, hexOf(diffId));
      if (known?.digest !== packed.digest) await forms.records.put(ORIGIN, hexOf(diffId), bare(packed));
      return layerOf(diffId, packed);
    },
    write: async (entries, signal) => {
      const index = await writeLayer(entries, { store: forms.content, createHasher: forms.createHasher, signal });
      await saveIndex(forms, index);
      return layerOf(index.diffId, undefined, index);
    },
    pack: (layer, packing, signal) => {
      const wanted = typeof packing === 'string' ? { compression: packing } : packing;
      if (layer.packed && isKept(layer.packed, wanted)) return Promise.resolve(ociTyped(layer.packed));
      const key = packedKey(layer.diffId, wanted);
      return forms.flights.run(`pack ${key}`, signal, (abort) => pack(forms, layer, wanted, abort));
    },
  };
}

/** Whether the form in which a layer came is good enough. */
function isKept({ mediaType }: Descriptor, { compression, force = false }: Packing): boolean {
  return !force || compressionOfType(mediaType) === compression;
}

function compressionOfType(mediaType: string): Compression {
  if (/[+.]gzip$/.test(mediaType)) return 'gzip';
  return /[+.]zstd$/.test(mediaType) ? 'zstd' : 'uncompressed';
}

function packedKey(diffId: Digest, { compression, level }: Packing): string {
  return `${hexOf(diffId)}.${compression}${level === undefined ? '' : `.${level}`}`;
}

/** What making one form of a layer from another takes. */
interface Forms extends LayerStoreOptions {
  readonly flights: Flights;
  /** Packed forms of announced layers by diffID, and how to get their bytes by their own digest. */
  readonly origins: Map<Digest, Descriptor>;
  readonly fetches: Map<Digest, Fetch>;
  /** Bytes that plain tars should have, by diffID, as far as it is known. */
  readonly plainSizes: Map<Digest, number | undefined>;
  /** diffIDs of plain tars that have been seen to be here. */
  readonly atHand: Set<Digest>;
}

function createLayer(forms: Forms, diffId: Digest, packed: Descriptor | undefined, made?: LayerIndex): Layer {
  let index = made;
  return {
    diffId,
    index: async (signal) => {
      index ??= await forms.flights.run(`index ${diffId}`, signal, (abort) => loadIndex(forms, diffId, abort));
      return index;
    },
    tar: (signal) => plainTar(forms, diffId, signal),
    content: (entry, signal) => fileContent(forms, diffId, entry, signal),
    hasTar: async () => (await plainHere(forms, diffId)) !== undefined,
    readSmall: ({ offset, size }) =>
      forms.atHand.has(diffId) ? forms.content.readSmall?.(diffId, [offset, offset + size]) : undefined,
    ...(packed && {
      packed,
      packedBytes: (signal?: AbortSignal) => packedBytes(forms, diffId, packed, signal),
      fetch: (signal?: AbortSignal) => ensurePacked(forms, diffId, packed, signal),
    }),
  };
}

async function* fileContent(
  forms: Forms,
  diffId: Digest,
  { offset, size }: { readonly offset: number; readonly size: number },
  signal: AbortSignal | undefined,
): ByteStream {
  if (size === 0) return;
  if (!(await plainHere(forms, diffId)))
    await forms.flights.run(`plain ${diffId}`, signal, (abort) => makePlain(forms, diffId, abort));
  yield* forms.content.read(diffId, { range: [offset, offset + size], ...(signal && { signal }) });
}

/** Unpacks a layer into the store; the store checks the diffID. */
async function makePlain(forms: Forms, diffId: Digest, signal: AbortSignal): Promise<void> {
  await forms.content.write(unpackedTar(forms, diffId, signal, freed), { digest: diffId }, signal);
}

async function* plainTar(forms: Forms, diffId: Digest, signal: AbortSignal | undefined): ByteStream {
  if (await plainHere(forms, diffId)) yield* forms.content.read(diffId, signal && { signal });
  else yield* verifying(unpackedTar(forms, diffId, signal), { digest: diffId }, forms.createHasher);
}

/** `use` has what a decoder gives, while nobody else does. */
async function* unpackedTar(
  forms: Forms,
  diffId: Digest,
  signal: AbortSignal | undefined,
  use?: (decoded: ByteStream) => ByteStream,
): ByteStream {
  const origin = await originOf(forms, diffId);
  const descriptor = origin ?? (await packedHere(forms, diffId));
  if (!descriptor) throw notFound(diffId);
  const packed = packedBytes(forms, diffId, descriptor, signal);
  yield* atMost(unpacked(packed, forms.codecs, signal, use), forms.layerLimit ?? 64 * 2 ** 30, `layer ${diffId}`);
}

async function* packedBytes(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal | undefined,
): ByteStream {
  await ensurePacked(forms, diffId, packed, signal);
  yield* forms.content.read(packed.digest, signal && { signal });
}

async function ensurePacked(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (await here(forms, packed)) return;
  await forms.flights.run(`fetch ${packed.digest}`, signal, (abort) => fetchPacked(forms, diffId, packed, abort));
}

async function fetchPacked(forms: Forms, diffId: Digest, packed: Descriptor, signal: AbortSignal): Promise<void> {
  const fetch = forms.fetches.get(packed.digest);
  if (!fetch) throw notFound(diffId);
  await forms.content.write(fetch(signal), { digest: packed.digest, size: packed.size }, signal);
}

function here({ content, createHasher }: Forms, blob: Descriptor): Promise<BlobInfo | undefined> {
  return presentBlob(content, blob, createHasher);
}

async function plainHere(forms: Forms, diffId: Digest): Promise<BlobInfo | undefined> {
  const { plainSizes, atHand } = forms;
  if (!plainSizes.has(diffId)) plainSizes.set(diffId, await recordedSize(forms, diffId));
  const found = await presentBlob(forms.content, { digest: diffId, size: plainSizes.get(diffId) }, forms.createHasher);
  if (found) atHand.add(diffId);
  else atHand.delete(diffId);
  return found;
}

async function recordedSize(forms: Forms, diffId: Digest): Promise<number | undefined> {
  const size = Number((await storedDescriptor(forms, INDEX, hexOf(diffId)))?.annotations?.[PLAIN_SIZE]);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** A locally packed form that is still there. */
async function packedHere(forms: Forms, diffId: Digest): Promise<Descriptor | undefined> {
  for (const compression of ['zstd', 'gzip'] as const) {
    const packed = await storedDescriptor(forms, PACKED, packedKey(diffId, { compression }));
    if (packed && (await here(forms, packed))) return packed;
  }
  return undefined;
}

/** The packed form that a layer came in, when its bytes are here or can be fetched. */
async function originOf(forms: Forms, diffId: Digest): Promise<Descriptor | undefined> {
  const announced = forms.origins.get(diffId);
  if (announced) return announced;
  const stored = await storedDescriptor(forms, ORIGIN, hexOf(diffId));
  return stored && (await here(forms, stored)) ? stored : undefined;
}

/** A record that is no descriptor is as good as none. */
async function storedDescriptor({ records }: Forms, kind: string, key: string): Promise<Descriptor | undefined> {
  const value = await records.get(kind, key);
  try {
    return value === undefined ? undefined : decodeDescriptor(value, { code: 'LAYER_INVALID', at: `record ${kind}` });
  } catch (error) {
    if (error instanceof OciError) return undefined;
    throw error;
  }
}

async function loadIndex(forms: Forms, diffId: Digest, signal: AbortSignal): Promise<LayerIndex> {
  const stored = await storedIndex(forms, diffId);
  if (stored) return stored;
  const isHere = (await plainHere(forms, diffId)) !== undefined;
  const tar = isHere
    ? forms.content.read(diffId, { reuse: true, signal })
    : verifying(unpackedTar(forms, diffId, signal, freed), { digest: diffId }, forms.createHasher);
  const index = await readIndex(tar, diffId, { createHasher: forms.createHasher, signal });
  await saveIndex(forms, index);
  return index;
}

/** A stored index; one that is gone or of another version is as good as none. */
async function storedIndex(forms: Forms, diffId: Digest): Promise<LayerIndex | undefined> {
  const blob = await storedDescriptor(forms, INDEX, hexOf(diffId));
  if (!blob || !(await here(forms, blob))) return undefined;
  try {
    const index = decodeIndexBlob(await collect(forms.content.read(blob.digest), INDEX_LIMIT));
    return index.diffId === diffId ? index : undefined;
  } catch (error) {
    if (error instanceof OciError && error.code === 'LAYER_INVALID') return undefined;
    throw error;
  }
}

async function saveIndex(forms: Forms, index: LayerIndex): Promise<void> {
  const { digest, size } = await forms.content.write(pieces(encodeIndexBlob(index)));
  forms.plainSizes.set(index.diffId, index.size);
  const annotations = { [PLAIN_SIZE]: String(index.size) };
  await forms.records.put(INDEX, hexOf(index.diffId), { mediaType: INDEX_TYPE, digest, size, annotations });
}

/** Annotation of an index: bytes of the layer's plain tar. */
const PLAIN_SIZE = 'vnd.strake.layer.size';
const INDEX_TYPE = 'application/vnd.strake.layer.index.v1+json';

async function pack(forms: Forms, layer: Layer, packing: Packing, signal: AbortSignal): Promise<Descriptor> {
  const { content, records } = forms;
  const { compression, level } = packing;
  if (compression === 'uncompressed') return packPlain(forms, layer, signal);
  const key = packedKey(layer.diffId, packing);
  const known = await storedDescriptor(forms, PACKED, key);
  if (known && (await here(forms, known))) return known;
  const codec = forms.codecs[compression];
  if (!codec) throw new OciError('COMPRESSION_INVALID', `${compression} cannot be written here`);
  const tar = (await plainHere(forms, layer.diffId))
    ? content.read(layer.diffId, { reuse: true, signal })
    : layer.tar(signal);
  const blob = await content.write(freed(codec.compress(tar, signal, level)), {}, signal);
  const mediaType = compression === 'gzip' ? MediaType.layerGzip : MediaType.layerZstd;
  const packed: Descriptor = { mediaType, digest: blob.digest, size: blob.size };
  await records.put(PACKED, key, packed);
  return packed;
}

async function packPlain(forms: Forms, layer: Layer, signal: AbortSignal): Promise<Descriptor> {
  const { diffId } = layer;
  const { size } =
    (await plainHere(forms, diffId)) ?? (await forms.content.write(layer.tar(signal), { digest: diffId }, signal));
  return { mediaType: MediaType.layer, digest: diffId, size };
}

/** Docker's names for layer types in OCI's, as manifests of new images have them. */
function ociTyped(packed: Descriptor): Descriptor {
  return packed.mediaType === MediaType.dockerLayerGzip ? { ...packed, mediaType: MediaType.layerGzip } : packed;
}

function bare({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

async function* pieces(blob: Iterable<Uint8Array>): ByteStream {
  yield* blob;
}

function notFound(diffId: Digest): OciError {
  return new OciError('LAYER_NOT_FOUND', `layer ${diffId}: neither its tar nor a packed form is in the store`, {
    data: { diffId },
  });
}
