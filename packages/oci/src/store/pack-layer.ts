import type { ByteSource } from '../compress/codec.ts';
import { freed } from '../compress/freed.ts';
import type { Digest } from '@strake/core';
import { OciError } from '../error.ts';
import type { Layer } from '../layer/layer.ts';
import { type Descriptor, MediaType } from '../model/index.ts';
import {
  type Forms,
  here,
  originOf,
  PACKED,
  packedHere,
  packedKey,
  plainHere,
  storedDescriptor,
} from './layer-forms.ts';
import type { Compression, Packing } from './layer-store.ts';
import type { BlobInfo } from './store.ts';
import { blobDamaged } from './verify-blob.ts';

/** See `LayerStore.pack`. */
export function packLayer(
  forms: Forms,
  layer: Layer,
  packing: Packing,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  if (layer.packed && isKept(layer.packed, packing)) return Promise.resolve(ociTyped(layer.packed));
  const key = packedKey(layer.diffId, packing);
  return forms.flights.run(`pack ${key}`, signal, (abort) => pack(forms, layer, packing, abort));
}

/**
 * Whether to read and write without the pool of threads. gzip has many short blocks wait there, and reads and writes would
 * wait behind them; for zstd there are no more frames under way than threads, which would wait for this one.
 */
const DIRECT = { gzip: true, zstd: false } as const;

async function pack(forms: Forms, layer: Layer, packing: Packing, signal: AbortSignal): Promise<Descriptor> {
  const { content, records } = forms;
  const { compression, level } = packing;
  if (compression === 'uncompressed') return packPlain(forms, layer, signal);
  const key = packedKey(layer.diffId, packing);
  const known = await storedDescriptor(forms, PACKED, key);
  if (known && (await here(forms, known))) return known;
  const codec = forms.codecs[compression];
  if (!codec) throw new OciError('COMPRESSION_INVALID', `${compression} cannot be written here`);
  const plain = await soundPlain(forms, layer.diffId, signal);
  const direct = DIRECT[compression];
  const read: ByteSource['read'] = (range) => content.read(layer.diffId, { range, reuse: true, direct, signal });
  const tar = plain ? { size: plain.size, read } : layer.tar(signal);
  const blob = await content.write(freed(codec.compress(tar, signal, level)), { direct }, signal);
  const mediaType = compression === 'gzip' ? MediaType.layerGzip : MediaType.layerZstd;
  const packed: Descriptor = { mediaType, digest: blob.digest, size: blob.size };
  await records.put(PACKED, key, packed);
  return packed;
}

/** What a damaged tar is packed to would be another layer. */
async function soundPlain(forms: Forms, diffId: Digest, signal: AbortSignal): Promise<BlobInfo | undefined> {
  const plain = await plainHere(forms, diffId);
  if (!plain || (await forms.content.isSound(diffId, signal))) return plain;
  if ((await originOf(forms, diffId)) || (await packedHere(forms, diffId))) return undefined;
  throw blobDamaged(diffId);
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
