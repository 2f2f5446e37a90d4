import { BuildError } from '../error.ts';

/** An output could not be written: what was there is as it was. */
export function outputFailed(
  dest: string,
  why: string,
  options: { readonly hint?: string; readonly cause?: unknown } = {},
): BuildError {
  return new BuildError('OUTPUT_FAILED', `cannot write ${dest}: ${why}`, options);
}

/** What the system says of writing as an `OUTPUT_FAILED`; anything else as it is. */
export function writingFailed(dest: string, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || !(cause instanceof Error) || !('syscall' in cause)) return cause;
  return outputFailed(dest, cause.message, { cause });
}
