import type { ByteStream, Digest } from '@strake/core';
import { OciError } from '../error.ts';
import { type Forms, here, plainHere } from './layer-forms.ts';
import { neededForm, packedForms } from './origin.ts';
import { unpackedForm } from './packed-bytes.ts';
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
  yield* unpackedForm(forms, diffId, await neededForm(forms, diffId, signal), signal, reuse);
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
  let removed = false;
  for (const packed of await packedForms(forms, diffId))
    if ((await here(forms, packed)) && !(await forms.content.isSound(packed.digest))) removed = true;
  return removed;
}
