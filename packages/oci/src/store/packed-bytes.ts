import type { ByteStream, Digest } from '@strake/core';
import { atMost } from '../compress/codec.ts';
import { freed } from '../compress/freed.ts';
import { unpacked } from '../compress/sniff.ts';
import { OciError } from '../error.ts';
import type { Descriptor } from '../model/index.ts';
import { type Fetch, type Forms, here } from './layer-forms.ts';
import type { BlobReadOptions } from './store.ts';
import { verifying } from './verify-blob.ts';

export async function* packedBytes(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  options: BlobReadOptions,
): ByteStream {
  await ensurePacked(forms, diffId, packed, options.signal);
  yield* forms.content.read(packed.digest, options);
}

/** Not verified. `reuse` as in `BlobReadOptions`. */
export async function* unpackedForm(
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

/** Whether a packed form is the layer: what cannot be unpacked is none. Throws what kept it from being looked at. */
export async function isForm(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const hasher = forms.createHasher();
  try {
    for await (const chunk of unpackedForm(forms, diffId, packed, signal, true)) hasher.update(chunk);
  } catch (error) {
    if (error instanceof OciError && NO_LAYER.includes(error.code)) return false;
    throw error;
  }
  return hasher.digest() === diffId;
}

const NO_LAYER: readonly string[] = ['COMPRESSION_INVALID', 'LIMIT_EXCEEDED'];

/** Most bytes of an uncompressed layer, unless told otherwise. */
export const LAYER_LIMIT: number = 64 * 2 ** 30;

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

/** What comes for a packed form, and is not kept: verified as it passes. */
export async function* fetchedPacked(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal,
): ByteStream {
  const fetch = fetchOf(forms, diffId, packed);
  const expect = { digest: packed.digest, size: packed.size };
  try {
    yield* verifying(fetch(signal), expect, forms.createHasher);
  } catch (error) {
    explainMismatch(error);
  }
}

async function fetchPacked(
  forms: Forms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal,
  pass: Pass = (data) => data,
): Promise<void> {
  const fetch = fetchOf(forms, diffId, packed);
  const expect = { digest: packed.digest, size: packed.size };
  await forms.content.write(pass(fetch(signal)), expect, signal).catch(explainMismatch);
}

function fetchOf({ fetches }: Forms, diffId: Digest, { digest }: Descriptor): Fetch {
  const fetch = fetches.get(digest);
  if (!fetch) throw notFound(diffId);
  return fetch;
}

function explainMismatch(error: unknown): never {
  if (!(error instanceof OciError) || error.code !== 'BLOB_MISMATCH') throw error;
  throw new OciError(error.code, error.message, {
    cause: error,
    data: error.data,
    hint: 'where it was fetched from, or a mirror or proxy on the way, gives wrong content: try again, or without the mirror',
  });
}

export function notFound(diffId: Digest): OciError {
  return new OciError('LAYER_NOT_FOUND', `layer ${diffId}: neither its tar nor a packed form is in the store`, {
    data: { diffId },
  });
}
