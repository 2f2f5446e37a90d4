import type { Digest } from '@strake/core';
import type { LayerIndex, Listing } from './layer.ts';

/** Makes indexes on other cores, while the packed bytes of layers come from wherever they are. */
export interface Indexer {
  /** Takes what unpacks to a layer, which is verified. Waits for a free core; undefined where the machine gives none. */
  open(request: IndexRequest, signal?: AbortSignal): Promise<LayerSink<Indexed> | undefined>;
  /** Takes what unpacks to anything. As `open`. */
  list(request: ListRequest, signal?: AbortSignal): Promise<LayerSink<Listed> | undefined>;
}

export interface IndexRequest {
  readonly diffId: Digest;
  /** Most bytes of the uncompressed layer. */
  readonly limit: number;
  /** Where the contents of files go, as in `Layer.fetch`. */
  readonly contents?: string | undefined;
}

export interface Indexed {
  readonly index: LayerIndex;
  /** Its stored form (`encodeIndexBlob`), where it was made elsewhere. */
  readonly blob?: Uint8Array;
  /** Whether the contents of all files lie where they were to go. */
  readonly hasContents: boolean;
}

export interface ListRequest {
  /** The packed layer, for messages. */
  readonly name: Digest;
  /** Most bytes of what it unpacks to. */
  readonly limit: number;
}

export interface Listed {
  readonly listing: Listing;
  /** Its stored form (`encodeListingBlob`). */
  readonly blob: Uint8Array;
}

/** Takes the packed bytes of one layer. Disposing it ends the work that is not done. */
export interface LayerSink<T> extends Disposable {
  /** The chunk is its owner's again once this has ended. What is wrong with the bytes `end` says. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * All bytes have come: what is made of what they unpack to. Whoever gives the bytes verifies them. Throws as `readIndex`
   * and the codecs, `BLOB_MISMATCH`, `LIMIT_EXCEEDED`.
   */
  end(): Promise<T>;
}
