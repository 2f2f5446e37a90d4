import type { Digest } from '@strake/core';
import type { Layer } from '@strake/oci';

/** Makes root file systems out of layers. */
export interface Snapshotter {
  readonly name: string;
  /** A writable file system on top of `parents` (bottom first). Layers are unpacked once per store. */
  prepare(parents: readonly Layer[], signal: AbortSignal): Promise<Snapshot>;
  /** Unpacks what a `prepare` that comes later would have to unpack. */
  unpack(parents: readonly Layer[], signal: AbortSignal): Promise<void>;
}

/** A writable root file system. Disposing it undoes every mount and removes its scratch files; idempotent. */
export interface Snapshot extends AsyncDisposable {
  readonly id: string;
  /** Content of a regular file of at most 64 MiB; links lead nowhere outside the root. Throws `FILE_UNREADABLE`. */
  readFile(path: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Writes what changed as a layer into the store and gives its diffID. */
  commit(signal: AbortSignal): Promise<Digest>;
}
