import type { Digest } from '@strake/core';
import type { LayerIndex } from './layer.ts';

/** Makes indexes on other cores, while the packed bytes of layers come from wherever they are. */
export interface Indexer {
  /** Waits for a free core. */
  open(request: IndexRequest, signal?: AbortSignal): Promise<IndexSink>;
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

/** Takes the packed bytes of one layer. Disposing it ends the work that is not done. */
export interface IndexSink extends Disposable {
  /** The chunk is its owner's again once this has ended. What is wrong with the bytes `end` says. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * All bytes have come: the index of what they unpack to, which has been verified against the diffID; whoever gives the
   * bytes verifies them. Throws as `readIndex` and the codecs, `BLOB_MISMATCH`, `LIMIT_EXCEEDED`.
   */
  end(): Promise<Indexed>;
}
