import type { ByteStream } from '@strake/core';
import type { ByteSource } from '../compress/codec.ts';
import { OciError } from '../error.ts';
import type { Layer } from '../layer/layer.ts';
import { type Descriptor, MediaType } from '../model/index.ts';
import { type Forms, PACKED, packedKey, plainHere, storedBlob } from './layer-forms.ts';
import type { Compression, PackFollower, Packing } from './layer-store.ts';
import { packedForms, trueOrigin } from './origin.ts';
import { createPlainSource } from './plain-source.ts';
import type { BlobInfo } from './store.ts';

/** See `LayerStore.pack`. */
export async function packLayer(
  forms: Forms,
  layer: Layer,
  packing: Packing,
  signal: AbortSignal | undefined,
  follower: PackFollower = {},
): Promise<Descriptor> {
  const came = layer.packed && (await trueOrigin(forms, layer.diffId, { preferred: layer.packed, signal }));
  if (came && isKept(came, packing)) return ociTyped(came);
  const key = packedKey(layer.diffId, packing);
  return forms.flights.run(`pack ${key}`, signal, (abort) => pack(forms, layer, packing, follower, abort));
}

/**
 * Whether to read without the pool of threads. gzip has many short blocks wait there, and a read would wait behind them; for
 * zstd there are no more frames under way than threads, which would wait for this one.
 */
const DIRECT = { gzip: true, zstd: false } as const;
/** Chunks that are being written at once, as each write waits behind blocks. */
const AHEAD = { gzip: 8, zstd: 2 } as const;

async function pack(
  forms: Forms,
  layer: Layer,
  packing: Packing,
  follower: PackFollower,
  signal: AbortSignal,
): Promise<Descriptor> {
  const { content, records } = forms;
  const { compression, level } = packing;
  if (compression === 'uncompressed') return packPlain(forms, layer, signal);
  const key = packedKey(layer.diffId, packing);
  const known = await storedBlob(forms, PACKED, key);
  if (known) return known;
  const codec = forms.codecs[compression];
  if (!codec) throw new OciError('COMPRESSION_INVALID', `${compression} cannot be written here`);
  const direct = DIRECT[compression];
  const ahead = AHEAD[compression];
  const write = (tar: ByteStream | ByteSource): Promise<BlobInfo> =>
    content.write(followed(codec.compress(tar, signal, { level, ahead }), ahead, follower), { ahead }, signal);
  const blob = (await fromPlain(forms, layer, { direct, follower, signal }, write)) ?? (await write(layer.tar(signal)));
  const mediaType = compression === 'gzip' ? MediaType.layerGzip : MediaType.layerZstd;
  const packed: Descriptor = { mediaType, digest: blob.digest, size: blob.size };
  await records.put(PACKED, key, packed);
  return packed;
}

interface Reading {
  readonly direct: boolean;
  readonly follower: PackFollower;
  readonly signal: AbortSignal;
}

/** Undefined where there is no sound plain tar, but another form. */
async function fromPlain(
  forms: Forms,
  { diffId }: Layer,
  { direct, follower, signal }: Reading,
  write: (tar: ByteSource) => Promise<BlobInfo>,
): Promise<BlobInfo | undefined> {
  const plain = await plainHere(forms, diffId);
  if (!plain) return undefined;
  const source = createPlainSource(forms.content, plain, { direct, nearlyRead: follower.nearlyRead, signal });
  try {
    try {
      return await write(source);
    } finally {
      // Also when it failed: a damaged tar is removed while parts of it are still to be read.
      await source.verify();
    }
  } catch (error) {
    if (!(error instanceof OciError) || error.code !== 'BLOB_DAMAGED') throw error;
    if ((await packedForms(forms, diffId)).length > 0) return undefined;
    throw error;
  }
}

/** The follower is busy with a chunk while the store is. */
async function* followed(data: ByteStream, ahead: number, { chunk: follow }: PackFollower): ByteStream {
  for await (const chunk of data) {
    const done = follow?.(chunk, ahead);
    yield chunk;
    await done;
  }
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

/** Whether the form in which a layer came is good enough. */
function isKept({ mediaType }: Descriptor, { compression, force = false }: Packing): boolean {
  return !force || compressionOfType(mediaType) === compression;
}

function compressionOfType(mediaType: string): Compression {
  if (/[+.]gzip$/.test(mediaType)) return 'gzip';
  return /[+.]zstd$/.test(mediaType) ? 'zstd' : 'uncompressed';
}
