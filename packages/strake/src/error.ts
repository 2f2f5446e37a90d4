import type { KeptStep } from './kept-step.ts';
import { type Diagnostic, type Range, StrakeError, type StrakeErrorOptions } from '@strake/core';

export type BuildErrorCode =
  /** The Dockerfile has errors: `diagnostics` says which and where. */
  | 'DOCKERFILE_INVALID'
  /** The Dockerfile or a build argument wants findings of checks to fail the build: `diagnostics` says which and where. */
  | 'CHECKS_FAILED'
  /** A base image does not exist or cannot be had: `diagnostics` says which and why. */
  | 'IMAGE_UNRESOLVED'
  /** There is neither a context nor a Dockerfile. */
  | 'DOCKERFILE_MISSING'
  /** A context or named context cannot be used. */
  | 'CONTEXT_INVALID'
  /**
   * A step failed: `cause` is its error, `at` the instruction. Of a RUN that ended with non-zero `data` has its `exitCode`,
   * the last lines of `output`, and the path of its whole `log`.
   */
  | 'STEP_FAILED'
  /** An output cannot be written; one that was there is untouched. */
  | 'OUTPUT_FAILED'
  /** A RUN wants what the caller has not allowed. `data.entitlement` says what. */
  | 'NOT_ALLOWED'
  /** A device that a RUN requires is not on this machine. */
  | 'DEVICE_UNKNOWN'
  /** A cache elsewhere says of a base what is not so. Nothing that it led to is kept in the cache of steps. `data.diffId`. */
  | 'CACHE_WRONG'
  /** Somebody has removed the store while the build used it. `data.directory`; `data.failed` is what came of it. */
  | 'STORE_REMOVED'
  /** An option has a value that cannot be. */
  | 'OPTION_INVALID'
  /** This package is not among its own files, as when a program has it in a bundle. */
  | 'PACKAGE_INCOMPLETE';

/** The Dockerfile a failure is about, with its text for an excerpt. */
export interface SourceText {
  /** A path, or `-` for one that has none. */
  readonly name: string;
  readonly text: string;
}

/** A build did not end in an image. */
export class BuildError extends StrakeError<BuildErrorCode> {
  readonly code: BuildErrorCode;
  readonly source?: SourceText;
  /** Where in `source` the failing instruction stands. */
  readonly at?: Range;
  readonly diagnostics: readonly Diagnostic[];
  /** The RUN that failed, in its state, where `keepFailed` asked for it. Dispose it. */
  readonly step?: KeptStep;

  constructor(code: BuildErrorCode, message: string, options: BuildErrorOptions = {}) {
    super(message, options);
    this.code = code;
    if (options.source) this.source = options.source;
    if (options.at) this.at = options.at;
    if (options.step) this.step = options.step;
    this.diagnostics = options.diagnostics ?? [];
  }
}

export interface BuildErrorOptions extends StrakeErrorOptions {
  readonly source?: SourceText;
  readonly at?: Range;
  readonly diagnostics?: readonly Diagnostic[];
  readonly step?: KeptStep;
}
