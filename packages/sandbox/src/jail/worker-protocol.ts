import type { Digest } from '@strake/core';

/** Where workers write. */
export interface WorkerPlaces {
  readonly storeDir: string;
  /** For files in the making: a directory of the session, on the file system of the store. */
  readonly making: string;
}

/** What the jail asks of its workers: processes that move many files, so that the jail itself stays small. */
export type WorkerProtocol = {
  /** Names the store, and where to make its files. Comes first, and once. */
  open: { params: WorkerPlaces; result: null };
  /** Unpacks a layer of the store, or of the feed, into a new directory. */
  unpack: {
    params: {
      readonly diffId: Digest;
      readonly target: string;
      /** Whether files get their owners; else all belong to one uid and owners are recorded beside the tree. */
      readonly owners: boolean;
      readonly feed?: string;
      /** As in `LayerPlace`: on the file system of `target`. */
      readonly contents?: string;
    };
    /** Not found: nothing was made; the layer must be fed. */
    result: { readonly found: boolean };
  };
  /** Writes what an upper directory changes as a layer, and leaves the directory as that layer's tree. */
  capture: {
    params: {
      readonly upper: string;
      /** Top first. */
      readonly lowers: readonly string[];
      readonly owners: boolean;
    };
    /** `empty`: nothing had changed. */
    result: { readonly diffId: Digest; readonly empty: boolean };
  };
  /** Makes the new directory `to` what `from` is; empty, without `from`. Keeps in `baseline` what `compare` needs. */
  copy: { params: { readonly from: string; readonly to: string; readonly baseline?: string }; result: null };
  /** Lays a layer of the store, or of the feed, over the root file system in `target`. Not found: nothing was done. */
  apply: {
    params: { readonly diffId: Digest; readonly target: string; readonly owners: boolean; readonly feed?: string };
    result: { readonly found: boolean };
  };
  /** Writes what has changed in `root` since it was copied from `base` as a layer. */
  compare: {
    params: { readonly root: string; readonly base: string; readonly baseline: string; readonly owners: boolean };
    result: { readonly diffId: Digest };
  };
};
