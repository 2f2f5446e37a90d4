import { bytes, type ByteStream, type Digest, hexOf } from '@strake/core';
import { freed } from '../compress/freed.ts';
import { OciError } from '../error.ts';
import { decodeIndexBlob, encodeIndexBlob } from '../layer/index-codec.ts';
import type { LayerIndex } from '../layer/layer.ts';
import { readIndex } from '../layer/read-index.ts';
import { decodedBlob } from './decoded-blob.ts';
import { type Beside, indexPacked } from './index-packed.ts';
import { findIndex, type Forms, INDEX, PLAIN_SIZE, plainHere } from './layer-forms.ts';
import { packedForms } from './origin.ts';
import { blobDamaged } from './verify-blob.ts';

const INDEX_TYPE = 'application/vnd.strake.layer.index.v1+json';

export async function loadIndex(
  forms: Forms,
  diffId: Digest,
  signal: AbortSignal,
  beside?: Beside,
): Promise<LayerIndex> {
  const stored = await storedIndex(forms, diffId);
  if (stored) return stored;
  const plain = await indexPlain(forms, diffId, signal);
  const { index, blob } = plain ? { index: plain } : await indexPacked(forms, diffId, signal, beside);
  // Another process may have been faster.
  if (await findIndex(forms, diffId)) forms.plainSizes.set(diffId, index.size);
  else await saveIndex(forms, index, blob);
  return index;
}

/** Undefined where there is no sound plain tar, but maybe another form. Throws `BLOB_DAMAGED` where there was no other. */
async function indexPlain(forms: Forms, diffId: Digest, signal: AbortSignal): Promise<LayerIndex | undefined> {
  if (!(await plainHere(forms, diffId))) return undefined;
  const { content, createHasher } = forms;
  try {
    const tar = content.read(diffId, { verify: true, reuse: true, signal });
    return await readIndex(tar, diffId, { createHasher, signal });
  } catch (error) {
    // What is damaged may be no tar before it is read to its end.
    if (!(error instanceof OciError) || (await content.isSound(diffId, signal))) throw error;
    if ((await packedForms(forms, diffId)).length > 0) return undefined;
    throw blobDamaged(diffId);
  }
}

async function storedIndex(forms: Forms, diffId: Digest): Promise<LayerIndex | undefined> {
  const blob = await findIndex(forms, diffId);
  const index = blob && (await decodedBlob(forms, blob, decodeIndexBlob));
  return index?.diffId === diffId ? index : undefined;
}

/** `blob`: its stored form, where that was made before. */
export async function saveIndex(forms: Forms, index: LayerIndex, blob?: Uint8Array): Promise<void> {
  const data = blob ? bytes(blob) : freed(pieces(encodeIndexBlob(index)));
  const { digest, size } = await forms.content.write(data);
  forms.plainSizes.set(index.diffId, index.size);
  const annotations = { [PLAIN_SIZE]: String(index.size) };
  await forms.records.put(INDEX, hexOf(index.diffId), { mediaType: INDEX_TYPE, digest, size, annotations });
}

async function* pieces(blob: Iterable<Uint8Array>): ByteStream {
  yield* blob;
}
