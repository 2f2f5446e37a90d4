import type { ByteStream, Digest } from '@strake/core';
import { atMost } from '../compress/codec.ts';
import { freed } from '../compress/freed.ts';
import { unpacked } from '../compress/sniff.ts';
import { OciError } from '../error.ts';
import type { Descriptor } from '../model/index.ts';
import { type Forms, here, originOf, packedHere, plainHere } from './layer-forms.ts';
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
  await forms.content.write(unpackedTar(forms, diffId, signal, freed), { digest: diffId }, signal);
}

export async function* plainTar(forms: Forms, diffId: Digest, signal: AbortSignal | undefined): ByteStream {
  if (await plainHere(forms, diffId)) yield* forms.content.read(diffId, signal && { signal });
  else yield* verifying(unpackedTar(forms, diffId, signal), { digest: diffId }, forms.createHasher);
}

/** `use` has what a decoder gives, while nobody else does. */
export async function* unpackedTar(
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

export async function* packedBytes(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal | undefined,
): ByteStream {
  await ensurePacked(forms, diffId, packed, signal);
  yield* forms.content.read(packed.digest, signal && { signal });
}

export async function ensurePacked(
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

function notFound(diffId: Digest): OciError {
  return new OciError('LAYER_NOT_FOUND', `layer ${diffId}: neither its tar nor a packed form is in the store`, {
    data: { diffId },
  });
}
