import type { ByteStream, Digest } from '@strake/core';
import type {
  Descriptor,
  DeviceEntry,
  DirectoryEntry,
  EntryPath,
  FifoEntry,
  FileEntry,
  HardlinkEntry,
  SymlinkEntry,
} from '../model/index.ts';
import type { OpenOptions } from '../tree/tree.ts';

/**
 * An entry of a layer. A file also says where its bytes lie in the layer's uncompressed tar.
 * `whiteout` removes `path` of the layers below; `opaque` removes everything below directory `path`
 * (OCI image spec, layer.md).
 */
export type IndexEntry =
  | (FileEntry & { readonly offset: number })
  | DirectoryEntry
  | HardlinkEntry
  | ((SymlinkEntry | DeviceEntry | FifoEntry) & SameNode)
  | { readonly type: 'whiteout' | 'opaque'; readonly path: EntryPath };

/** Of what has no bytes every name is listed as what it is: to a tree it makes no difference, to who unpacks it does. */
export interface SameNode {
  /** The first name of the node that this is another name of. */
  readonly sameAs?: EntryPath;
}

/**
 * The table of contents of a layer. Sorted by path, so that a parent comes before its children (an opaque marker
 * directly after its directory); one entry per path (a whiteout and an entry of the same path: the entry wins, and a
 * directory becomes opaque). Of several names of one file the first is the `file`, the others are `hardlink`s to it.
 */
export interface LayerIndex {
  readonly diffId: Digest;
  /** Bytes of the uncompressed tar. */
  readonly size: number;
  readonly entries: readonly IndexEntry[];
}

/** A layer of an image: an index first; its bytes come in whichever form is at hand (architecture decision D3). */
export interface Layer {
  /** Digest of the uncompressed tar. */
  readonly diffId: Digest;
  /** `only`: nobody is going to want the layer's bytes: where they have to be fetched for it, they are not kept. */
  index(signal?: AbortSignal, options?: { readonly only?: boolean }): Promise<LayerIndex>;
  /** Where the index is stored (`decodeIndexBlob`), when it has been made before. */
  storedIndex?(): Promise<Descriptor | undefined>;
  /**
   * The uncompressed tar, verified against `diffId`. `reuse`: the reader keeps no chunk once it has asked for the next, whose
   * memory may be used again.
   */
  tar(signal?: AbortSignal, options?: { readonly reuse?: boolean }): ByteStream;
  /** `index` and `tar` (with `reuse`) for who needs both: a small packed layer without an index is unpacked once for them. */
  whole?(signal?: AbortSignal): Promise<{ readonly index: LayerIndex; readonly tar: ByteStream }>;
  /** The bytes of one file of the index. */
  content(entry: FileEntry & { readonly offset: number }, signal?: AbortSignal, options?: OpenOptions): ByteStream;
  /** Whether the uncompressed tar is at hand. */
  hasTar?(): Promise<boolean>;
  /** As `Tree.readSmall`; only once `hasTar` or `content` has been asked. */
  readSmall?(entry: FileEntry & { readonly offset: number }): Uint8Array | undefined;
  /** The compressed form as it came from a registry or layout, when there is one. */
  readonly packed?: Descriptor;
  /** The bytes of `packed`, verified. */
  packedBytes?(signal?: AbortSignal): ByteStream;
  /**
   * Brings `packed`, verified, to where the layer is kept, if it is not there yet: others can unpack it from then on. True
   * where it had to be inflated for its index meanwhile, and the bytes of each file that is not empty lie in the directory
   * `contents` now, which was empty: as a file by the name of its `offset`, among others that are of no use.
   */
  fetch?(signal?: AbortSignal, contents?: string): Promise<boolean>;
  /** Asked for before `index`: what a small layer is inflated to for that is kept in memory until `fetch` takes the contents. */
  keepContents?(): void;
  /** Whether `fetch` has the contents at hand. */
  hasContents?(): boolean;
}
