import type { Compression } from '@strake/oci';
import type { Descriptor } from '@strake/oci';

/** Something to write when the image is built. */
export type Output = OciOutput;

/** An OCI image layout, as one tar file or as a directory. */
export interface OciOutput {
  readonly type: 'oci' | 'docker';
  /** Path of the tar file or directory. An existing file is replaced only when the new one is complete. */
  readonly dest: string;
  /** False writes a directory. Default true. */
  readonly tar?: boolean;
  /** How new layers are packed; those of base images stay as they came. Default gzip. */
  readonly compression?: Compression;
  /** Names for the image in this output; default are the build's tags. */
  readonly names?: readonly string[];
}

/** What became of an output. */
export interface WrittenOutput {
  readonly type: Output['type'];
  /** Absolute. */
  readonly dest: string;
  /** Bytes of the tar file; absent for a directory. */
  readonly size?: number;
  /** Manifest of the image, or the index over several platforms. */
  readonly manifest: Descriptor;
  /** Layers of each image as packed. */
  readonly layers: readonly (readonly Descriptor[])[];
}
