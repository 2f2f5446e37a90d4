import type { ByteStream, Digest } from '@strake/core';
import type {
  Descriptor,
  DeviceEntry,
  DirectoryEntry,
  EntryPath,
  FifoEntry,
  FileEntry,
  HardlinkEntry,
  ListedFile,
  SymlinkEntry,
} from '../model/index.ts';
import type { OpenOptions } from '../tree/tree.ts';

/** A file of which it is known where its bytes lie. */
export interface IndexedFile extends FileEntry {
  /** Of its first byte, in the layer's uncompressed tar. */
  readonly offset: number;
}

/**
 * An entry of a layer. A file of an index also says where its bytes lie in the layer's uncompressed tar.
 * `whiteout` removes `path` of the layers below; `opaque` removes everything below directory `path`
 * (OCI image spec, layer.md).
 */
export type IndexEntry<F extends ListedFile = IndexedFile> =
  | NamedEntry<F>
  | { readonly type: 'whiteout' | 'opaque'; readonly path: EntryPath };

/** An entry under the name that a tar has for it: whiteouts are files there. */
export type NamedEntry<F extends ListedFile = IndexedFile> =
  | F
  | DirectoryEntry
  | HardlinkEntry
  | ((SymlinkEntry | DeviceEntry | FifoEntry) & SameNode);

/** Of what has no bytes every name is listed as what it is: to a tree it makes no difference, to who unpacks it does. */
export interface SameNode {
  /** The first name of the node that this is another name of. */
  readonly sameAs?: EntryPath;
}

/**
 * What a layer holds, by name: enough to say what lies where. Sorted by path, so that a parent comes before its children (an
 * opaque marker directly after its directory); one entry per path (a whiteout and an entry of the same path: the entry wins,
 * and a directory becomes opaque). Of several names of one file the first is the `file`, the others are `hardlink`s to it.
 */
export interface Listing<F extends ListedFile = ListedFile> {
  readonly entries: readonly IndexEntry<F>[];
}

/** The table of contents of a layer: a listing that says what is in files, too, of a tar that has been verified. */
export interface LayerIndex extends Listing<IndexedFile> {
  readonly diffId: Digest;
  /** Bytes of the uncompressed tar. */
  readonly size: number;
}

/** A listing of what a blob unpacks to, whatever layer an image says that it is. */
export interface BlobListing {
  /** The blob, which is verified. */
  readonly blob: Digest;
  get(signal?: AbortSignal): Promise<Listing>;
}

/** A layer of an image: an index first; its bytes come in whichever form is at hand (architecture decision D3). */
export interface Layer {
  /** Digest of the uncompressed tar. */
  readonly diffId: Digest;
  /** `only`: nobody is going to want the layer's bytes: where they have to be fetched for it, they are not kept. */
  index(signal?: AbortSignal, options?: { readonly only?: boolean }): Promise<LayerIndex>;
  /**
   * There where the layer is only listed: an index would take more than who looks at names needs. Nobody has seen then that
   * the blob is the layer `diffId`, so nothing that is kept for that may come from it.
   */
  readonly listing?: BlobListing;
  /** The layer for who needs no more than a listing of it: one that has `listing` where its index is not here yet, and large. */
  listed?(): Promise<Layer>;
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
  content(entry: IndexedFile, signal?: AbortSignal, options?: OpenOptions): ByteStream;
  /** Whether the uncompressed tar is at hand. */
  hasTar?(): Promise<boolean>;
  /** As `Tree.readSmall`; only once `hasTar` or `content` has been asked. */
  readSmall?(entry: IndexedFile, reader?: object): Uint8Array | undefined;
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
