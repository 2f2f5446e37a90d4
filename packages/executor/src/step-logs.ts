import type { Digest } from '@strake/core';

/** Keeps all that a step says, beyond what is shown live. */
export interface StepLog {
  /** Where it can be read, e.g. a path. */
  readonly place: string;
  write(text: string): void;
  close(): void;
}

/** Opens the log of a step that begins; one of an earlier run is replaced. */
export type OpenStepLog = (vertex: Digest) => StepLog;
