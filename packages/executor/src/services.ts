import type { CreateHasher, Digest } from '@strake/core';
import type { ContextSource, ContextTree } from '@strake/context';
import type { Layer, LayerStore } from '@strake/oci';
import type { ExecOp, GitOp, HttpOp, ImageOp } from '@strake/planner/graph';
import type { RunMount, SandboxSession } from '@strake/sandbox/ports';
import type { CacheStore } from './cache-store.ts';
import type { OnFailedStep } from './failed-step.ts';
import type { OpenStepLog } from './step-logs.ts';
import type { CreateMatcher } from './file/copy/filter.ts';
import type { Decompressors } from './file/decompressors.ts';

/** What steps may use. Absent abilities make the steps that need them fail with a coded error. */
export interface Services {
  readonly layers: LayerStore;
  readonly cache: CacheStore;
  readonly hasher: CreateHasher;
  /** Local contexts by name; `context` is the main one. */
  readonly contexts: ReadonlyMap<string, ContextSource>;
  readonly images?: ImageSource;
  readonly downloads?: DownloadSource;
  /** Value of a secret, or undefined when the caller has none of this id. */
  readonly secrets?: (id: string) => Promise<Uint8Array | undefined>;
  /** Path of a forwarded agent's socket. */
  readonly ssh?: (id: string) => Promise<string | undefined>;
  /** What the devices of RUN --device bring. Throws when one that is required is not there. */
  readonly devices?: (wanted: NonNullable<ExecOp['devices']>) => Promise<DeviceEdits>;
  /** Opened when the first step needs it and disposed by who gave it. */
  readonly sandbox?: () => Promise<SandboxSession>;
  /** Is told of layers on which a command will run before long. */
  readonly unpackAhead?: (layers: readonly Layer[], signal: AbortSignal) => void;
  /**
   * Waits until no other build is at the step that the key names, which makes what this one wants: a command that is not
   * known yet would run twice. Disposed when the step has failed and when it is done with: twice is as good as once.
   */
  readonly turn?: (key: Digest, label: string, signal: AbortSignal) => Promise<StepTurn>;
  /** Keeps the output of steps; absent: it is shown only. */
  readonly stepLog?: OpenStepLog;
  /** Looks at a RUN that failed, while its state is there. */
  readonly onFailedStep?: OnFailedStep;
  /** How ADD reads archives. */
  readonly decompressors?: Partial<Decompressors>;
  /** Makes a matcher of patterns in dockerignore syntax: --exclude and --parents. */
  readonly matcher: CreateMatcher;
}

export interface StepTurn extends Disposable {
  /** Whether another build was at it meanwhile. */
  readonly waited: boolean;
}

/** What devices of the machine bring into a command. Part of no key. */
export interface DeviceEdits {
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly mounts: readonly RunMount[];
  /** What they would bring besides and do not, for people. */
  readonly notes: readonly string[];
}

/** Reports how far a part of a step has come. */
export type Progress = (part: string, current: number, total?: number) => void;

export interface ImageSource {
  /** The image's layers, bottom first; their bytes come when somebody needs them. */
  layers(op: ImageOp, progress: Progress, signal: AbortSignal): Promise<readonly Layer[]>;
}

export interface DownloadSource {
  /** A tree with the one file `op.filename`. */
  http(op: HttpOp, progress: Progress, signal: AbortSignal): Promise<ContextTree>;
  /** The checkout. */
  git(op: GitOp, progress: Progress, signal: AbortSignal): Promise<ContextTree>;
}
