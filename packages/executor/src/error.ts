import { type Digest, StrakeError, type StrakeErrorOptions } from '@strake/core';

export type ExecutorErrorCode =
  /** A RUN ended with non-zero. `data`: `exitCode`, `args`, `output` (its last lines), `log` (where all of it is). */
  | 'RUN_FAILED'
  /** A step needs a sandbox and none was given. */
  | 'NO_SANDBOX'
  /** A step needs a source (context, image, URL, git) that no service supplies. */
  | 'NO_SOURCE'
  /** `--mount=type=secret,required` or ssh without its value. */
  | 'SECRET_NOT_FOUND'
  /** A step the engine cannot do yet, with what to use instead in `hint`. */
  | 'UNSUPPORTED';

/** A step of the build failed. */
export class ExecutorError extends StrakeError<ExecutorErrorCode> {
  readonly code: ExecutorErrorCode;

  constructor(code: ExecutorErrorCode, message: string, options: StrakeErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Any failure, with the step it belongs to: what `solve` throws. `cause` is the step's own error. */
export class StepError extends StrakeError<'STEP_FAILED'> {
  readonly code = 'STEP_FAILED';
  readonly vertex: Digest;
  /** The step's title. */
  readonly label: string;

  constructor(step: { readonly vertex: Digest; readonly label: string }, cause: unknown) {
    const hint = cause instanceof StrakeError ? cause.hint : undefined;
    super(cause instanceof Error ? cause.message : String(cause), { cause, ...(hint === undefined ? {} : { hint }) });
    this.vertex = step.vertex;
    this.label = step.label;
  }
}
