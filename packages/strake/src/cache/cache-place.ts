import type { Compression } from '@strake/oci';

/** Where to look for results of steps that another machine has kept. */
export type CacheSource =
  /** A directory that `cacheTo` wrote. */
  | { readonly type: 'local'; readonly src: string; readonly tag?: string }
  | { readonly type: 'registry'; readonly ref: string };

/** Where to keep results of steps for other machines. */
export type CacheTarget = CacheExportOptions &
  (
    | { readonly type: 'local'; readonly dest: string }
    /** A repository and tag; the image's own are not fit for it. */
    | { readonly type: 'registry'; readonly ref: string }
  );

export interface CacheExportOptions {
  /**
   * The layers of the image only, or of all steps. What the others made `min` tells by name: a step that uses them is known
   * by that, and none of them runs for it. Default `min`.
   */
  readonly mode?: 'min' | 'max';
  /** Default gzip. */
  readonly compression?: Compression;
  readonly compressionLevel?: number;
  /** A cache that cannot be written is said, and the build succeeds. Default false. */
  readonly ignoreError?: boolean;
}
