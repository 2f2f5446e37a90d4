import { bytes, collect, type Digest, hexOf } from '@strake/core';
import { OciError } from '../error.ts';
import type { BlobListing, Listing } from '../layer/layer.ts';
import type { Listed, Indexer } from '../layer/indexer.ts';
import { decodeListingBlob } from '../layer/listing-codec.ts';
import type { Descriptor } from '../model/index.ts';
import { unpacking } from './form-bytes.ts';
import { LARGE, readInto } from './index-packed.ts';
import { findIndex, type Forms, here, LISTING, plainHere, storedDescriptor } from './layer-forms.ts';
import { fetchedPacked, LAYER_LIMIT } from './packed-bytes.ts';
import { INDEX_LIMIT } from './stored-index.ts';

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
  const stored = await storedListing(forms, packed.digest);
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
  const sink = await forms.indexer.list(request, signal);
  try {
    await readInto(sink, fetchedPacked(forms, diffId, packed, signal), signal);
    return await sink.end();
  } finally {
    sink[Symbol.dispose]();
  }
}

/** A stored listing; one that is gone, damaged or of another version is as good as none. */
async function storedListing(forms: Forms, packed: Digest): Promise<Listing | undefined> {
  const blob = await storedDescriptor(forms, LISTING, hexOf(packed));
  if (!blob || !(await here(forms, blob))) return undefined;
  try {
    return decodeListingBlob(await collect(forms.content.read(blob.digest, { verify: true }), INDEX_LIMIT));
  } catch (error) {
    if (error instanceof OciError && (error.code === 'LAYER_INVALID' || error.code === 'BLOB_DAMAGED'))
      return undefined;
    throw error;
  }
}
