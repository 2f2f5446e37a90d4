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

/** A function of the C library that gives a number, below 0 when it fails. */
export type CFunction = (...args: readonly unknown[]) => number;

const cErrnoLocation = libc.func('void *__errno_location()');
/** The `errno` of this thread. */
const errno = new Int32Array(koffi.view(cErrnoLocation(), 4));
let failure = 0;

/**
 * A function by its prototype. Its `errno` is taken at once: what V8, the allocator or Node do before somebody asks for it
 * may set it too.
 */
export function declare(prototype: string): CFunction {
  const call = libc.func(prototype);
  return (...args) => {
    const result = call(...args) as number;
    failure = errno[0] as number;
    return result;
  };
}

/** `result` when it is no failure; else throws a `SyscallError` of the last call. */
export function checked(result: number, syscall: string, subject = ''): number {
  if (result >= 0) return result;
  throw syscallError(syscall, failure, subject);
}

/** `result`, or -1 when the call failed with one of `tolerated`. */
export function tolerating(result: number, tolerated: readonly string[], syscall: string, subject = ''): number {
  if (result >= 0) return result;
  if (tolerated.includes(lastError())) return -1;
  throw syscallError(syscall, failure, subject);
}

/** Name of the error of the last call that was declared here. */
export function lastError(): string {
  return getSystemErrorName(-failure);
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function syscallError(syscall: string, errno: number, subject: string): SyscallError {
  const code = getSystemErrorName(-errno);
  const text = `${code}: ${syscall}${subject === '' ? '' : ` ${subject}`}`;
  return Object.assign(new Error(text), { code, syscall });
}
