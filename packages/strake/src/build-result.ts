import type { Diagnostic, Digest } from '@strake/core';
import type { ImageConfig, Platform } from '@strake/oci';
import type { Graph } from '@strake/planner';
import type { WrittenOutput } from './output/output.ts';

/** What a build made. */
export interface BuildResult {
  /** One per platform. */
  readonly images: readonly BuiltImage[];
  /** Normalised names the image got. */
  readonly names: readonly string[];
  readonly outputs: readonly WrittenOutput[];
  /** The build as data: every step, pinned and named by content. */
  readonly graph: Graph;
  /** Warnings about the Dockerfile. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface BuiltImage {
  /** Digest of the configuration: the image ID. */
  readonly id: Digest;
  readonly platform: Platform;
  readonly config: ImageConfig;
  /** Bottom first. */
  readonly layers: readonly BuiltLayer[];
}

export interface BuiltLayer {
  readonly diffId: Digest;
  /** Bytes uncompressed; absent for a base layer whose bytes were never needed. */
  readonly size?: number;
  /** Bytes of the compressed form that it came in, for a base layer. */
  readonly packedSize?: number;
  /** The instruction that made it. */
  readonly createdBy?: string;
}
