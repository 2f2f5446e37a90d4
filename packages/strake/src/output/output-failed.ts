import { BuildError } from '../error.ts';

/** An output could not be written: what was there is as it was. */
export function outputFailed(
  dest: string,
  why: string,
  options: { readonly hint?: string; readonly cause?: unknown } = {},
): BuildError {
  return new BuildError('OUTPUT_FAILED', `cannot write ${dest}: ${why}`, options);
}

const FULL = 'make room, or write it elsewhere';

/** Codes of an error and of what has caused it. */
function codesOf(error: Error): readonly unknown[] {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return [code, ...(cause instanceof Error ? codesOf(cause) : [])];
}

/** What the system says of writing as an `OUTPUT_FAILED`; anything else as it is. */
export function writingFailed(dest: string, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || !(cause instanceof Error)) return cause;
  const full = codesOf(cause).includes('ENOSPC');
  if (!('syscall' in cause) && !full) return cause;
  return outputFailed(dest, full ? 'the disk is full' : cause.message, { cause, ...(full ? { hint: FULL } : {}) });
}
