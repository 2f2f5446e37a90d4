import type { ByteStream } from '@strake/core';
import type { Compression, Descriptor } from '@strake/oci';
import type { Annotation } from './annotation.ts';

/** Something to make of the image when it is built. */
export type Output = OciOutput | FilesOutput | ImageOutput | CacheOnlyOutput;

/** Takes a stream in place of a file, e.g. to standard output. Ends when all is written; throws when it cannot be. */
export type ByteSink = (data: ByteStream, signal: AbortSignal) => Promise<void>;

/** How an image is packed. */
export interface PackingOptions {
  /** How new layers are packed; those of base images stay as they came. Default gzip. */
  readonly compression?: Compression;
  /** gzip 0 to 9, default 3; zstd 1 to 22, default 2. */
  readonly compressionLevel?: number;
  /** Also pack anew the layers of base images that came packed in another way. Default false. */
  readonly forceCompression?: boolean;
  /** OCI's media types, else those of Docker's schema 2. Default: true, but for `docker` archives. */
  readonly ociMediaTypes?: boolean;
  readonly annotations?: readonly Annotation[];
  /** Date nothing in the new layers later than SOURCE_DATE_EPOCH. Default false; without that date nothing happens. */
  readonly rewriteTimestamp?: boolean;
  /** Names for the image in this output; default are the build's tags. */
  readonly names?: readonly string[];
}

/** An OCI image layout, as one tar file or as a directory. `docker` adds what `docker load` of any age reads. */
export interface OciOutput extends PackingOptions {
  readonly type: 'oci' | 'docker';
  /** Path of the tar file or directory. An existing file is replaced only when the new one is complete. */
  readonly dest: string | ByteSink;
  /** False writes a directory. Default true. */
  readonly tar?: boolean;
}

/** The image's files, as a directory or a tar. */
export interface FilesOutput {
  readonly type: 'local' | 'tar';
  /**
   * Path of the directory or tar file. What is in the directory already stays unless the image has a file of that name;
   * nothing is ever written through a symbolic link. Files belong to the user.
   */
  readonly dest: string | ByteSink;
  /** A directory for each platform, e.g. `linux_amd64`. Default: when there are several. */
  readonly platformSplit?: boolean;
  /** `local` only. `delete` removes from the directory what the image does not have. Default `copy`, which lets it stay. */
  readonly mode?: 'copy' | 'delete';
}

/** The image in the store, and perhaps in a registry. */
export interface ImageOutput extends PackingOptions {
  readonly type: 'image';
  /** Send it to the registries its names say. Default false. */
  readonly push?: boolean;
  /** Give it no tag there: it is known by its digest only. Its names are repositories then. */
  readonly pushByDigest?: boolean;
  /** Keep it in the store by name. Default true. */
  readonly store?: boolean;
}

/** Nothing but the cache. */
export interface CacheOnlyOutput {
  readonly type: 'cacheonly';
}

/** What became of an output. */
export interface WrittenOutput {
  readonly type: Output['type'];
  /** Absolute; absent for streams and what has no place. */
  readonly dest?: string;
  /** Bytes of the tar file; absent for a directory. */
  readonly size?: number;
  /** Of an image: its manifest, or the index over several platforms. */
  readonly manifest?: Descriptor;
  /** Of a single image: its configuration. */
  readonly config?: Descriptor;
  /** Layers of each image as packed. */
  readonly layers?: readonly (readonly Descriptor[])[];
  /** Names it has there. */
  readonly names?: readonly string[];
  /** Where it was sent, with tag or digest. */
  readonly pushed?: readonly string[];
}
