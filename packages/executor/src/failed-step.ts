import type { ByteStream, Digest } from '@strake/core';
import type { Exit, RunIO, RunSpec } from '@strake/sandbox/ports';

/** A RUN that failed, in the state in which it left its root file system: alive until what looks at it is done. */
export interface FailedStep {
  readonly vertex: Digest;
  readonly label: string;
  /** What ran, mounts and secrets included. */
  readonly spec: RunSpec;
  /** `NAME=value` of the image and its Dockerfile: without secrets and proxies. */
  readonly env: readonly string[];
  readonly exitCode: number;
  /** The last lines of its output. */
  readonly output: readonly string[];
  /** Where all of its output is kept. */
  readonly log?: string;
  /** Runs another command there, with the same mounts, environment and user; its output as text. */
  exec(args: readonly string[]): Promise<ExecResult>;
  /** The same with input and output of the caller's own, e.g. a terminal. */
  attach(change: Partial<RunSpec>, io: RunIO, signal?: AbortSignal): Promise<Exit>;
  /** Content of a regular file; links lead nowhere outside the root. At most 64 MiB. */
  readFile(path: string): Promise<Uint8Array>;
  /** What the step had changed, as the tar of a layer. The state ends with it. */
  changes(): ByteStream;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Looks at a failed step. With `keep` its state stays after the build has ended, until `release` is called; else it ends
 * when the promise settles.
 */
export type OnFailedStep = (step: FailedStep, release: () => Promise<void>) => Promise<'keep' | void>;
