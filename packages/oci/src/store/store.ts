import type { ByteStream, Digest } from '@strake/core';

export interface BlobInfo {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** What a writer may demand of the data: a mismatch is a `BLOB_MISMATCH` error and nothing is stored. */
export interface BlobExpectation {
  readonly digest?: Digest;
  readonly size?: number;
}

export interface BlobWriteOptions extends BlobExpectation {
  /**
   * How many of the last chunks are left as they are when the next is asked for: as many are being written then. Default 0.
   * For who keeps busy the threads that write: each write waits for its turn.
   */
  readonly ahead?: number;
  /**
   * How many bytes will come in all, as far as is known by now; asked as they come. Whoever makes them is busy with that: of many
   * another core may make the digest. Default: nobody knows.
   */
  readonly expected?: () => number;
}

export interface BlobReader {
  stat(digest: Digest): Promise<BlobInfo | undefined>;
  /** The blob's bytes, or those from `range[0]` up to but excluding `range[1]`. Throws `BLOB_NOT_FOUND`. */
  read(digest: Digest, options?: BlobReadOptions): ByteStream;
}

export interface BlobReadOptions {
  readonly range?: readonly [number, number];
  /** The reader keeps no chunk once it has asked for the next: their memory may be used again. One at which it leaves is its own. */
  readonly reuse?: boolean;
  /** Where the bytes are put, as many as it has room for: chunks are its parts, one behind another. Stores may do without it. */
  readonly memory?: Uint8Array | undefined;
  /** What is done with the data keeps the threads busy that would read them otherwise: do not wait for those. */
  readonly direct?: boolean;
  /**
   * Of a whole blob: throws `BLOB_DAMAGED` at the end when what is kept are other bytes by now. It is removed by then, and
   * nobody may act on the whole before the stream has ended.
   */
  readonly verify?: boolean;
  readonly signal?: AbortSignal;
}

/** Reading without waiting. */
export interface SmallReader {
  /**
   * The bytes from `range[0]` up to but excluding `range[1]`, where they are few; nobody changes them. But what has been
   * read for `reader`, whatever that is, may be in memory that is used for what is read for it next. Undefined: `read` them.
   */
  readSmall?(digest: Digest, range: readonly [number, number], reader?: object): Uint8Array | undefined;
}

export interface BlobWriter {
  /**
   * Stores `data` atomically and idempotently: either the whole verified blob is there, or nothing. A chunk is not looked
   * at any more once the next has been asked for, or as many more as `ahead` says.
   */
  write(data: ByteStream, options?: BlobWriteOptions, signal?: AbortSignal): Promise<BlobInfo>;
}

/** Blobs by digest. */
export interface ContentStore extends BlobReader, SmallReader, BlobWriter {
  list(): AsyncIterable<Digest>;
  /** Whether a blob is here and still what it was when it was written; one that is not is removed. Hashes it at most once. */
  isSound(digest: Digest, signal?: AbortSignal, options?: Pick<BlobReadOptions, 'direct'>): Promise<boolean>;
  delete(digest: Digest): Promise<void>;
}
