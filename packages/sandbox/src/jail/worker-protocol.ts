import type { Digest } from '@strake/core';

/** What the jail asks of its workers: processes that move many files, so that the jail itself stays small. */
export type WorkerProtocol = {
  /** Unpacks a layer of the store, or of the feed, into a new directory. */
  unpack: {
    params: {
      readonly diffId: Digest;
      readonly target: string;
      /** Whether files get their owners; else all belong to one uid and owners are recorded beside the tree. */
      readonly owners: boolean;
      readonly feed?: string;
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
};
