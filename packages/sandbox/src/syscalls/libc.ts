import { getSystemErrorName } from 'node:util';
import koffi, { type LibraryHandle } from 'koffi';

/** A path for the C library: text, or a name's bytes with a NUL at the end. */
export type CPath = string | Buffer;

/** A failed call of the C library, in the form of Node's own. */
export interface SyscallError extends Error {
  readonly code: string;
  readonly syscall: string;
}

/** The C library that this process runs on. */
export const libc: LibraryHandle = koffi.load(null);

/** `result` when it is no failure; else throws a `SyscallError` of `errno`. */
export function checked(result: number, syscall: string, subject = ''): number {
  if (result >= 0) return result;
  throw syscallError(syscall, koffi.errno(), subject);
}

/** `result`, or -1 when the call failed with one of `tolerated`. */
export function tolerating(result: number, tolerated: readonly string[], syscall: string, subject = ''): number {
  if (result >= 0) return result;
  const error = syscallError(syscall, koffi.errno(), subject);
  if (tolerated.includes(error.code)) return -1;
  throw error;
}

/** Name of the last call's error. */
export function lastError(): string {
  return getSystemErrorName(-koffi.errno());
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function syscallError(syscall: string, errno: number, subject: string): SyscallError {
  const code = getSystemErrorName(-errno);
  const text = `${code}: ${syscall}${subject === '' ? '' : ` ${subject}`}`;
  return Object.assign(new Error(text), { code, syscall });
}
