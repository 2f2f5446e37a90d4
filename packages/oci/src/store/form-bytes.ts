import type { ByteStream, Digest } from '@strake/core';
import { OciError } from '../error.ts';
import { corruptLayer, MADE_WRONG } from './corrupt-layer.ts';
import { type Forms, here, plainHere } from './layer-forms.ts';
import { neededForm, packedForms } from './origin.ts';
import { unpackedForm } from './packed-bytes.ts';
import type { BlobReadOptions } from './store.ts';
import { verifying } from './verify-blob.ts';

export async function* fileContent(
  forms: Forms,
  diffId: Digest,
  { offset, size }: { readonly offset: number; readonly size: number },
  options: Pick<BlobReadOptions, 'reuse' | 'signal'>,
): ByteStream {
  if (size === 0) return;
  if (!(await plainHere(forms, diffId)))
    await forms.flights.run(`plain ${diffId}`, options.signal, (abort) => makePlain(forms, diffId, abort));
  yield* forms.content.read(diffId, { ...options, range: [offset, offset + size] });
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
async function* unpackedTar(forms: Forms, diffId: Digest, signal: AbortSignal | undefined, reuse: boolean): ByteStream {
  yield* unpackedForm(forms, diffId, await neededForm(forms, diffId, signal), signal, reuse);
}

/**
 * What `unpack` makes of a packed form in the store. A damaged one is removed, and made or fetched once more. Throws
 * `BLOB_MISMATCH` for one that is another layer.
 */
export async function unpacking<T>(forms: Forms, diffId: Digest, unpack: () => Promise<T>): Promise<T> {
  try {
    return await unpack();
  } catch (error) {
    if (!(error instanceof OciError)) throw error;
    if (!(await removedDamaged(forms, diffId))) throw explained(error, diffId);
    return unpack();
  }
}

/** Sound bytes that are no layer, or another, are the fault of who made the image. */
function explained(error: OciError, diffId: Digest): OciError {
  const { code, data, hint } = error;
  if (hint !== undefined) return error;
  const corrupt = corruptLayer(`${diffId} of an image`, diffId, error);
  if (corrupt) return corrupt;
  if (code !== 'BLOB_MISMATCH' || data['digest'] !== diffId) return error;
  const message = `an image says that it has layer ${diffId}, but what it has unpacks to ${String(data['found'])}`;
  return new OciError(code, message, { cause: error, data: { ...data, diffId }, hint: MADE_WRONG });
}

async function removedDamaged(forms: Forms, diffId: Digest): Promise<boolean> {
  let removed = false;
  for (const packed of await packedForms(forms, diffId))
    if ((await here(forms, packed)) && !(await forms.content.isSound(packed.digest))) removed = true;
  return removed;
}
