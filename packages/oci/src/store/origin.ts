import { type Digest, hexOf } from '@strake/core';
import { OciError } from '../error.ts';
import type { Descriptor } from '../model/index.ts';
import { decodedDescriptor, type Forms, here, ORIGIN, packedHere } from './layer-forms.ts';
import { isForm, notFound } from './packed-bytes.ts';

/** Annotation of a form that has been unpacked and is the layer: any image can claim that its blob is any layer. */
const PROVEN = 'vnd.strake.layer.proven';

/** Claims about one layer that are kept, the newest of those that nobody has proven. */
const MOST = 8;

/** Keeps in which packed form a layer is said to have come. */
export async function recordOrigin(forms: Forms, diffId: Digest, packed: Descriptor): Promise<void> {
  forms.origins.set(diffId, [packed, ...without(packed, forms.origins.get(diffId) ?? [])]);
  const claims = await recorded(forms, diffId);
  if (!claims.some(({ digest }) => digest === packed.digest)) await keep(forms, diffId, [bare(packed), ...claims]);
}

/** The packed form in which a layer was last said to be, here or not. Nobody may have looked. */
export async function announcedForm(forms: Forms, diffId: Digest): Promise<Descriptor | undefined> {
  const [first] = await claimsOf(forms, diffId);
  return first && bare(first);
}

/** The packed form that a layer came in, when its bytes are here or can be fetched. What was announced is not looked at. */
export async function originOf(forms: Forms, diffId: Digest): Promise<Descriptor | undefined> {
  const [announced] = forms.origins.get(diffId) ?? [];
  return announced ?? trueOrigin(forms, diffId);
}

/** Packed forms from which the plain one can be made, if they are what is said of them. */
export async function packedForms(forms: Forms, diffId: Digest): Promise<readonly Descriptor[]> {
  const made = await packedHere(forms, diffId);
  return [...(await claimsOf(forms, diffId)), ...(made ? [made] : [])];
}

/** A packed form. Throws `LAYER_NOT_FOUND` without one, `BLOB_MISMATCH` if there are only other things. */
export async function neededForm(forms: Forms, diffId: Digest, signal: AbortSignal | undefined): Promise<Descriptor> {
  const form = (await trueOrigin(forms, diffId, { signal })) ?? (await packedHere(forms, diffId));
  if (form) return form;
  const claims = await claimsOf(forms, diffId);
  throw claims.length === 0 ? notFound(diffId) : falseForms(diffId, claims);
}

/**
 * A form that is the layer: `preferred` if it is, else one that another image came with. Only where several are claimed are
 * they unpacked, until one is found; the only one is believed unseen. Throws what kept any from being looked at.
 */
export async function trueOrigin(
  forms: Forms,
  diffId: Digest,
  { preferred, signal }: { readonly preferred?: Descriptor; readonly signal?: AbortSignal | undefined } = {},
): Promise<Descriptor | undefined> {
  const claims = await claimsOf(forms, diffId, preferred);
  const isDisputed = claims.length > 1;
  const failures: unknown[] = [];
  for (const claim of claims) {
    if (claim.digest !== preferred?.digest && !forms.fetches.has(claim.digest) && !(await here(forms, claim))) continue;
    if (!isDisputed || isProven(claim)) return bare(claim);
    const isTrue = await isForm(forms, diffId, claim, signal).catch((error: unknown) => {
      failures.push(error);
      return false;
    });
    signal?.throwIfAborted();
    if (!isTrue) continue;
    await keep(forms, diffId, [proven(claim), ...without(claim, await recorded(forms, diffId))]);
    return bare(claim);
  }
  if (failures.length > 0) throw failures[0];
  return undefined;
}

/** Each once: `preferred` before all, then those that have been proven, then those that were announced. */
async function claimsOf(forms: Forms, diffId: Digest, preferred?: Descriptor): Promise<readonly Descriptor[]> {
  const known = await recorded(forms, diffId);
  const announced = [...(preferred ? [preferred] : []), ...(forms.origins.get(diffId) ?? [])];
  const claims = new Map([...announced, ...known].map((claim) => [claim.digest, claim]));
  const rank = (claim: Descriptor): number => (claim.digest === preferred?.digest ? 0 : isProven(claim) ? 1 : 2);
  return [...claims.values()].sort((a, b) => rank(a) - rank(b));
}

/** Newest first, but what has been proven before all others. What cannot be read is as good as none. */
async function recorded({ records }: Forms, diffId: Digest): Promise<readonly Descriptor[]> {
  const value = await records.get(ORIGIN, hexOf(diffId));
  const claims = (Array.isArray(value) ? value : [value]).map((claim) => decodedDescriptor(claim, ORIGIN));
  return claims.filter((claim) => claim !== undefined);
}

async function keep({ records }: Forms, diffId: Digest, claims: readonly Descriptor[]): Promise<void> {
  const sorted = [...claims.filter(isProven), ...claims.filter((claim) => !isProven(claim))];
  await records.put(ORIGIN, hexOf(diffId), sorted.slice(0, MOST));
}

function without({ digest }: Descriptor, claims: readonly Descriptor[]): readonly Descriptor[] {
  return claims.filter((claim) => claim.digest !== digest);
}

function proven(claim: Descriptor): Descriptor {
  return { ...bare(claim), annotations: { [PROVEN]: 'yes' } };
}

function isProven({ annotations }: Descriptor): boolean {
  return annotations?.[PROVEN] !== undefined;
}

/** Without what a record says of it. */
function bare({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

function falseForms(diffId: Digest, claims: readonly Descriptor[]): OciError {
  const digests = claims.map(({ digest }) => digest);
  return new OciError('BLOB_MISMATCH', `${digests.join(', ')}: not layer ${diffId}, as images that were used claim`, {
    hint: 'fetch the image that has this layer again: strake pull, strake build --pull',
    data: { diffId, digests },
  });
}
