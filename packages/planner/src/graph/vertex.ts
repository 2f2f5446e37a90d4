import type { CreateHasher, Digest, Range } from '@strake/core';
import type { HistoryEntry, ImageConfig, Platform } from '@strake/oci/model';
import { digestOf } from './digest.ts';
import type { Op } from './op.ts';

/** A step of the build. Its digest covers `op` and the digests of its inputs, nothing else (invariant I4). */
export interface Vertex<O extends Op = Op> {
  readonly digest: Digest;
  readonly op: O;
  readonly inputs: readonly Digest[];
  readonly origin: Origin;
}

/** A vertex of `op` on the vertices with digests `inputs`. Equal ops on equal inputs have equal digests. */
export function vertex<O extends Op>(
  op: O,
  inputs: readonly Digest[],
  origin: Origin,
  createHasher?: CreateHasher,
): Vertex<O> {
  return { digest: digestOf('strake.vertex.1', { op, inputs }, createHasher), op, inputs, origin };
}

/** Where a step comes from and how people see it. Never part of a digest. */
export interface Origin {
  /** E.g. `[build 2/5] RUN make`, `FROM docker.io/library/busybox`, `load build context`. */
  readonly label: string;
  /** Name of the stage, or its index. */
  readonly stage?: string;
  /** The instruction in the Dockerfile; for an ONBUILD trigger, the FROM line. */
  readonly range?: Range;
  /** --no-cache holds for this step. */
  readonly ignoreCache?: boolean;
}

/** What one platform's build ends in. */
export interface Target {
  readonly platform: Platform;
  /** The vertex whose layers are the image's. */
  readonly root: Digest;
  /**
   * The image's configuration without `rootfs.diff_ids`, `created` and the dates of new history entries, which are
   * known when the steps have run.
   */
  readonly config: ImageConfig;
  /** History of the base, with its dates, then one entry per instruction. Non-empty ones match layers in order. */
  readonly history: readonly PlannedHistory[];
  /** SOURCE_DATE_EPOCH in seconds, when set. */
  readonly epoch?: number;
}

export interface PlannedHistory extends HistoryEntry {
  /** The vertex that makes the entry's layer; absent for entries of the base image and empty layers. */
  readonly vertex?: Digest;
}

/** A complete, storable statement of a build: refs pinned, all inputs named. */
export interface Graph {
  /** Topological: inputs before the vertices that use them. Only what the targets need. */
  readonly vertices: ReadonlyMap<Digest, Vertex>;
  readonly targets: readonly Target[];
}
