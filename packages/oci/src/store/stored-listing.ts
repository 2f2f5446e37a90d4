import { bytes, type Digest, hexOf } from '@strake/core';
import type { BlobListing, Listing } from '../layer/layer.ts';
import type { Listed, Indexer } from '../layer/indexer.ts';
import { decodeListingBlob } from '../layer/listing-codec.ts';
import type { Descriptor } from '../model/index.ts';
import { decodedBlob } from './decoded-blob.ts';
import { unpacking } from './form-bytes.ts';
import { listHere } from './index-here.ts';
import { LARGE, readInto } from './index-packed.ts';
import { findIndex, type Forms, here, LISTING, plainHere, storedBlob } from './layer-forms.ts';
import { fetchedPacked, LAYER_LIMIT } from './packed-bytes.ts';

const LISTING_TYPE = 'application/vnd.strake.layer.listing.v1+json';

/**
 * The listing of a form that is large and would have to be fetched; undefined where the layer's index is here, or can be made
 * of what is.
 */
export async function listingOf(forms: Forms, diffId: Digest, packed: Descriptor): Promise<BlobListing | undefined> {
  const { indexer, fetches, flights } = forms;
  if (!indexer || packed.size < LARGE || !fetches.has(packed.digest)) return undefined;
  if ((await findIndex(forms, diffId)) || (await plainHere(forms, diffId)) || (await here(forms, packed)))
    return undefined;
  const load = (signal: AbortSignal): Promise<Listing> => loadListing({ ...forms, indexer }, diffId, packed, signal);
  return { blob: packed.digest, get: (signal) => flights.run(`list ${packed.digest}`, signal, load) };
}

type ListingForms = Forms & { readonly indexer: Indexer };

async function loadListing(
  forms: ListingForms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal,
): Promise<Listing> {
  const known = await storedBlob(forms, LISTING, hexOf(packed.digest));
  const stored = known && (await decodedBlob(forms, known, decodeListingBlob));
  if (stored) return stored;
  const { listing, blob } = await unpacking(forms, diffId, () => listFetched(forms, diffId, packed, signal));
  const { digest, size } = await forms.content.write(bytes(blob));
  await forms.records.put(LISTING, hexOf(packed.digest), { mediaType: LISTING_TYPE, digest, size });
  return listing;
}

/** What comes is verified before anything is made of it, and not kept. */
async function listFetched(
  forms: ListingForms,
  diffId: Digest,
  packed: Descriptor,
  signal: AbortSignal,
): Promise<Listed> {
  const request = { name: packed.digest, limit: forms.layerLimit ?? LAYER_LIMIT };
  const sink = (await forms.indexer.list(request, signal)) ?? listHere(forms, request, signal);
  try {
    await readInto(sink, fetchedPacked(forms, diffId, packed, signal), signal);
    return await sink.end();
  } finally {
    sink[Symbol.dispose]();
  }
}
