import { ContextError } from '../error.ts';

/** The code of a failed system call, e.g. `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What Node has for paths with a NUL, which no file can have. */
const NO_PATH = 'ERR_INVALID_ARG_VALUE';

/** Whether the entry is simply not there (any more). */
export function isGone(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === NO_PATH;
}

/** An entry that must be read but cannot be. `path` is its place in the context. */
export function unreadable(path: string, cause: unknown): ContextError {
  const what = path === '' ? 'the build context' : `${JSON.stringify(path)} in the build context`;
  return new ContextError('UNREADABLE', `cannot read ${what}: ${systemCode(cause) ?? String(cause)}`, {
    cause,
    data: { path },
    hint: 'make it readable, or list it in .dockerignore if the image does not need it',
  });
}

/** A file that is no longer what the walk saw. */
export function changed(path: string, how: string): ContextError {
  return new ContextError('CHANGED', `${JSON.stringify(path)} in the build context ${how} while the build read it`, {
    data: { path },
    hint: 'build again when nothing writes to it, or list it in .dockerignore',
  });
}

/** What `read` gives, or undefined when the entry has vanished, or may not be read and need not be (`optional`). */
export function unlessGone<T>(path: string, optional: boolean, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const refused = systemCode(error) === 'EACCES' || systemCode(error) === 'EPERM';
    if (isGone(error) || (optional && refused)) return undefined;
    throw unreadable(path, error);
  }
}
