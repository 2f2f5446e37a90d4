import { type ByteStream, collect, type Digest, hexOf } from '@strake/core';
import { freed } from '../compress/freed.ts';
import { OciError } from '../error.ts';
import { decodeIndexBlob, encodeIndexBlob } from '../layer/index-codec.ts';
import type { LayerIndex } from '../layer/layer.ts';
import { readIndex } from '../layer/read-index.ts';
import { unpackedTar } from './form-bytes.ts';
import { type Forms, here, INDEX, PLAIN_SIZE, plainHere, storedDescriptor } from './layer-forms.ts';
import { verifying } from './verify-blob.ts';

/** Largest stored index that is loaded, in bytes: about a million entries. */
const INDEX_LIMIT = 512 * 1024 * 1024;

const INDEX_TYPE = 'application/vnd.strake.layer.index.v1+json';

export async function loadIndex(forms: Forms, diffId: Digest, signal: AbortSignal): Promise<LayerIndex> {
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

export async function saveIndex(forms: Forms, index: LayerIndex): Promise<void> {
  const { digest, size } = await forms.content.write(pieces(encodeIndexBlob(index)));
  forms.plainSizes.set(index.diffId, index.size);
  const annotations = { [PLAIN_SIZE]: String(index.size) };
  await forms.records.put(INDEX, hexOf(index.diffId), { mediaType: INDEX_TYPE, digest, size, annotations });
}

async function* pieces(blob: Iterable<Uint8Array>): ByteStream {
  yield* blob;
}
