import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemReason } from '@strake/oci/node';
import { BuildError } from '../error.ts';

/** An output could not be written: what was there is as it was, but for a directory of files. */
export function outputFailed(
  dest: string,
  why: string,
  options: { readonly hint?: string; readonly cause?: unknown } = {},
): BuildError {
  return new BuildError('OUTPUT_FAILED', `cannot write ${dest}: ${why}`, options);
}

const FULL = { why: 'the disk is full', hint: 'make room, or write it elsewhere' };

/** Codes of an error and of what has caused it. */
function codesOf(error: Error): readonly unknown[] {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return [code, ...(cause instanceof Error ? codesOf(cause) : [])];
}

/** What the system says of writing as an `OUTPUT_FAILED`; anything else as it is. */
export function writingFailed(dest: string, cause: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted || !(cause instanceof Error)) return cause;
  const codes = codesOf(cause);
  if (!('syscall' in cause) && !codes.includes('ENOSPC')) return cause;
  const { why, hint } = codes.includes('ENOSPC') ? FULL : reasonFor(dest, cause);
  return outputFailed(dest, why, { cause, ...(hint === undefined ? {} : { hint }) });
}

const REFUSALS: readonly string[] = ['EACCES', 'EPERM', 'EROFS'];
const ELSEWHERE = 'write it elsewhere';

/** Errors of the system name files that are written on the way, which nobody has asked for. */
function reasonFor(dest: string, cause: Error): { readonly why: string; readonly hint?: string } {
  const { code = '' } = cause as NodeJS.ErrnoException;
  if (REFUSALS.includes(code)) return { why: systemReason(cause), hint: ELSEWHERE };
  if (code !== 'ENOENT') return { why: systemReason(cause) };
  const directory = dirname(dest);
  if (!existsSync(directory)) return noDirectory(directory);
  return { why: `no file can be made in ${directory}`, hint: ELSEWHERE };
}

/** Why nothing can be written into a directory, by what the system says of it. */
export function unwritable(dest: string, directory: string, cause: unknown): BuildError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    const { why, hint } = noDirectory(directory);
    return outputFailed(dest, why, { hint, cause });
  }
  const why =
    code === 'ENOTDIR' ? `${directory} is no directory` : `${directory} is not writable: ${systemReason(cause)}`;
  return outputFailed(dest, why, { hint: ELSEWHERE, cause });
}

/** Where the directory of an output is missing. */
function noDirectory(directory: string): { readonly why: string; readonly hint: string } {
  return { why: `there is no directory ${directory}`, hint: 'make it first, or write elsewhere' };
}
