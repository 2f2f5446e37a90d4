import { getSystemErrorMessage } from 'node:util';
import { StrakeError } from '@strake/core';
import { OciError } from '../../error.ts';

/** What the disk said, as an error that says what was being done. */
export function diskError(doing: string, cause: unknown): StrakeError {
  if (cause instanceof StrakeError) return cause;
  const code = errorCode(cause);
  const hint =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk is full: make room, or choose another place for the store'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'the store must be writable for this user: make it so, or choose another place for the store'
        : code === 'EEXIST' || code === 'ENOTDIR'
          ? 'there is a file where a directory has to be: remove it, or choose another place for the store'
          : code === 'ENOENT'
            ? 'it must be a place where files can be made, and where nobody removes them meanwhile'
            : undefined;
  const message = `cannot ${doing}: ${systemReason(cause)}`;
  return new OciError('STORE_FAILED', message, { cause, ...(hint && { hint }), data: { errno: code } });
}

/** What the system says without the call and its path, which may be a temporary one: `no such file or directory (ENOENT)`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno, code, message } = error as NodeJS.ErrnoException;
  return errno === undefined || code === undefined ? message : `${getSystemErrorMessage(errno)} (${code})`;
}

/** `ENOENT` and the like. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What `read` gives, or `undefined` when there is no such file. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** What `act` gives; what it throws as a `diskError`. */
export function guarded<T>(doing: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw diskError(doing, error);
  }
}
