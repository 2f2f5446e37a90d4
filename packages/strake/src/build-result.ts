import type { Diagnostic, Digest } from '@strake/core';
import type { ImageConfig, Platform } from '@strake/oci';
import type { Graph } from '@strake/planner';
import type { LayerSize } from './images/layer-size.ts';
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
  /** Images in registries that have the layers of its bases: those that the build did not need come from there. */
  readonly sources: readonly string[];
}

export interface BuiltLayer extends LayerSize {
  readonly diffId: Digest;
  /** The instruction that made it. */
  readonly createdBy?: string;
}
