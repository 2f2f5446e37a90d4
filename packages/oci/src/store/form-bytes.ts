import type { ByteStream, Digest } from '@strake/core';
import { atMost } from '../compress/codec.ts';
import { freed } from '../compress/freed.ts';
import { unpacked } from '../compress/sniff.ts';
import { OciError } from '../error.ts';
import type { Descriptor } from '../model/index.ts';
import { type Forms, here, packedForm, plainHere } from './layer-forms.ts';
import type { BlobReadOptions } from './store.ts';
import { verifying } from './verify-blob.ts';

export async function* fileContent(
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
  await unpacking(forms, diffId, () =>
    forms.content.write(unpackedTar(forms, diffId, signal, true), { digest: diffId }, signal),
  );
}

/** `reuse` as in `BlobReadOptions`. */
export async function* plainTar(
  forms: Forms,
  diffId: Digest,
  signal: AbortSignal | undefined,
  reuse = false,
): ByteStream {
  if (await plainHere(forms, diffId)) yield* forms.content.read(diffId, { reuse, ...(signal && { signal }) });
  else yield* verifying(unpackedTar(forms, diffId, signal, reuse), { digest: diffId }, forms.createHasher);
}

/** Not verified. `reuse` as in `BlobReadOptions`. */
export async function* unpackedTar(
  forms: Forms,
  diffId: Digest,
  signal: AbortSignal | undefined,
  reuse = false,
): ByteStream {
  yield* unpackedForm(forms, diffId, await neededForm(forms, diffId), signal, reuse);
}

async function* unpackedForm(
  forms: Forms,
  diffId: Digest,
  form: Descriptor,
  signal: AbortSignal | undefined,
  reuse: boolean,
): ByteStream {
  const packed = packedBytes(forms, diffId, form, { reuse, ...(signal && { signal }) });
  const tar = unpacked(packed, forms.codecs, signal, reuse ? freed : undefined);
  yield* atMost(tar, forms.layerLimit ?? LAYER_LIMIT, `layer ${diffId}`);
}

/** Whether a packed form is the layer. */
export async function isForm(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const hasher = forms.createHasher();
  for await (const chunk of unpackedForm(forms, diffId, packed, signal, true)) hasher.update(chunk);
  return hasher.digest() === diffId;
}

/** Most bytes of an uncompressed layer, unless told otherwise. */
export const LAYER_LIMIT: number = 64 * 2 ** 30;

/** A packed form. Throws `LAYER_NOT_FOUND` without one. */
export async function neededForm(forms: Forms, diffId: Digest): Promise<Descriptor> {
  const packed = await packedForm(forms, diffId);
  if (!packed) throw notFound(diffId);
  return packed;
}

export async function* packedBytes(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  options: BlobReadOptions,
): ByteStream {
  await ensurePacked(forms, diffId, packed, options.signal);
  yield* forms.content.read(packed.digest, options);
}

/** What `unpack` makes of a packed form in the store. A damaged one is removed, and made or fetched once more. */
export async function unpacking<T>(forms: Forms, diffId: Digest, unpack: () => Promise<T>): Promise<T> {
  try {
    return await unpack();
  } catch (error) {
    if (!(error instanceof OciError) || !(await removedDamaged(forms, diffId))) throw error;
    return unpack();
  }
}

async function removedDamaged(forms: Forms, diffId: Digest): Promise<boolean> {
  const packed = await packedForm(forms, diffId);
  return (
    packed !== undefined && (await here(forms, packed)) !== undefined && !(await forms.content.isSound(packed.digest))
  );
}

type Pass = (data: ByteStream) => ByteStream;

/** Brings a packed form here. What this fetches, if it has to, goes through `pass`. */
export async function ensurePacked(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal | undefined,
  pass?: Pass,
): Promise<void> {
  if (await here(forms, packed)) return;
  await forms.flights.run(`fetch ${packed.digest}`, signal, (abort) => fetchPacked(forms, diffId, packed, abort, pass));
}

async function fetchPacked(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal,
  pass: Pass = (data) => data,
): Promise<void> {
  const fetch = forms.fetches.get(packed.digest);
  if (!fetch) throw notFound(diffId);
  const expect = { digest: packed.digest, size: packed.size };
  await forms.content.write(pass(fetch(signal)), expect, signal).catch(explainMismatch);
}

function explainMismatch(error: unknown): never {
  if (!(error instanceof OciError) || error.code !== 'BLOB_MISMATCH') throw error;
  throw new OciError(error.code, error.message, {
    cause: error,
    data: error.data,
    hint: 'where it was fetched from, or a mirror or proxy on the way, gives wrong content: try again, or without the mirror',
  });
}

function notFound(diffId: Digest): OciError {
  return new OciError('LAYER_NOT_FOUND', `layer ${diffId}: neither its tar nor a packed form is in the store`, {
    data: { diffId },
  });
}
