import { type Digest, hexOf } from '@strake/core';
import { OciError } from '../error.ts';
import type { Descriptor } from '../model/index.ts';
import { isForm } from './form-bytes.ts';
import { bare, type Forms, ORIGIN, storedDescriptor } from './layer-forms.ts';

/** Annotation of an origin that took another's place: any image can claim that its blob is any layer. */
const DISPUTED = 'vnd.strake.layer.disputed';

/** Keeps in which packed form a layer came the last time. */
export async function recordOrigin(forms: Forms, diffId: Digest, packed: Descriptor): Promise<void> {
  const known = await storedDescriptor(forms, ORIGIN, hexOf(diffId));
  if (known?.digest === packed.digest) return;
  await forms.records.put(
    ORIGIN,
    hexOf(diffId),
    known ? { ...bare(packed), annotations: { [DISPUTED]: 'yes' } } : bare(packed),
  );
}

/**
 * Throws `BLOB_MISMATCH` when a layer is said to have come in several forms and this is none of it: an image would get what
 * another one, which nobody unpacked, claims to be its layer. A form that is the only one is believed unseen.
 */
export async function settleOrigin(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal | undefined,
): Promise<void> {
  const known = await storedDescriptor(forms, ORIGIN, hexOf(diffId));
  if (!known || (known.digest === packed.digest && known.annotations?.[DISPUTED] === undefined)) return;
  if (!(await isForm(forms, diffId, packed, signal))) throw falseForm(diffId, packed);
  await forms.records.put(ORIGIN, hexOf(diffId), bare(packed));
}

function falseForm(diffId: Digest, packed: Descriptor): OciError {
  return new OciError(
    'BLOB_MISMATCH',
    `${packed.digest} is not layer ${diffId}, as an image that was used here claims`,
    {
      hint: 'fetch the image that has this layer again (strake pull, strake build --pull), and do without the other',
      data: { diffId, digest: packed.digest },
    },
  );
}
