import type { Digest } from '@strake/core';
import type { JailSnapshot } from './snapshots.ts';

/** Layers laid over each other, to be looked at as long as they are held. */
export interface HeldLayers {
  /** Directories that show them together, top first. */
  readonly trees: readonly string[];
  /** Idempotent. */
  release(): void;
}

/** A file system that shows held layers. */
export interface ShownLayers {
  readonly path: string;
  /** Idempotent. */
  release(): void;
}

/** How a session lays layers over each other. */
export interface LayerStacks {
  /** Why these are copies; absent: they are overlays. */
  readonly obstacle?: string;
  /** Unpacks what is missing of the layers `diffIds`, bottom first. */
  hold(diffIds: readonly Digest[], signal: AbortSignal): Promise<HeldLayers>;
  /** Shows them in the new directory `place`, which the caller removes. What is written to it is in no layer. */
  show(held: HeldLayers, place: string, writable: boolean, signal: AbortSignal): Promise<ShownLayers>;
  snapshot(id: string, diffIds: readonly Digest[], signal: AbortSignal): Promise<JailSnapshot>;
}
