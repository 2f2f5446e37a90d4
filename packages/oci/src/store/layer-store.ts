import type { ByteStream, Digest } from '@strake/core';
import type { IndexEntry, Layer } from '../layer/layer.ts';
import type { Descriptor } from '../model/index.ts';
import type { AddOptions } from '../tar/write.ts';

/** How layers are packed for transport. */
export type Compression = 'uncompressed' | 'gzip' | 'zstd';

/** A way to pack, in full. */
export interface Packing {
  readonly compression: Compression;
  /** gzip 0 to 9, default 3; zstd 1 to 22, default 2. */
  readonly level?: number;
  /** Also pack anew what came packed in another way. */
  readonly force?: boolean;
}

/** Who follows a layer while it is packed. Hears nothing of one that is packed already, or that another call is packing. */
export interface PackFollower {
  /**
   * The next chunk of the packed layer. When this has ended, which never fails, at most `ahead` chunks are in use; the memory
   * of others may be used again.
   */
  readonly chunk?: (chunk: Uint8Array, ahead: number) => Promise<void>;
  /** Nearly all of the layer has been read, and cores will be idle: it is time to pack the next. May be said several times. */
  readonly nearlyRead?: () => void;
}

/** An entry to write: an `IndexEntry` without the offset that writing gives it; a file's `content` may be unknown. */
export type LayerEntry =
  | Exclude<IndexEntry, { type: 'file' }>
  | (Omit<Extract<IndexEntry, { type: 'file' }>, 'offset' | 'content'> & { readonly content?: Digest });

/** Layers by diffID, on top of a content store. */
export interface LayerStore {
  /** A layer that is here in some form, or that `remember` announced. */
  get(diffId: Digest): Promise<Layer | undefined>;
  /** What `remember` was told last of a layer, in this process or another, though it may be neither here nor to be had. */
  announced(diffId: Digest): Promise<Descriptor | undefined>;
  /**
   * Announces a layer whose packed bytes `fetch` can bring (a registry, a layout). Nothing is fetched before somebody
   * needs its bytes; then it is fetched once, verified against both digests, and kept.
   */
  remember(diffId: Digest, packed: Descriptor, fetch: (signal?: AbortSignal) => ByteStream): Promise<Layer>;
  /**
   * Writes entries, in any order in which parents come before children, as a layer. The bytes depend on the entries and
   * their order only; a plain iterable is sorted first.
   */
  write(
    entries:
      | AsyncIterable<readonly [LayerEntry, (ByteStream | Uint8Array | undefined)?, AddOptions?]>
      | Iterable<readonly [LayerEntry, (ByteStream | Uint8Array | undefined)?, AddOptions?]>,
    signal?: AbortSignal,
  ): Promise<Layer>;
  /**
   * The layer packed for transport; made once and remembered. gzip bytes do not depend on the number of threads. A layer
   * that came packed (`Layer.packed`) stays as it came and is not fetched for this, unless `force` asks for another way.
   */
  pack(
    layer: Layer,
    packing: Compression | Packing,
    signal?: AbortSignal,
    follower?: PackFollower,
  ): Promise<Descriptor>;
}
