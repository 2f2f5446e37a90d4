import { type ByteStream, join } from '@strake/core';
import { atMost } from '../compress/codec.ts';
import type { Listed, ListRequest } from './indexer.ts';
import { encodeListingBlob } from './listing-codec.ts';
import { readListing } from './read-index.ts';

/** The listing of what a layer unpacks to. Throws as `LayerSink.end`. */
export async function listUnpacked(
  unpacked: ByteStream,
  { name, limit }: ListRequest,
  signal?: AbortSignal,
): Promise<Listed> {
  const listing = await readListing(atMost(unpacked, limit, `layer ${name}`), { signal });
  return { listing, blob: join([...encodeListingBlob(listing)]) };
}
