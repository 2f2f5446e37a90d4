import { fail, type Span } from './fault.ts';

/**
 * A path for images of `os` with slashes, from the root: Windows may write backslashes, and the drive of the system. A fault
 * for another drive.
 */
export function slashedPath(path: string, os: string, span?: Span): string {
  if (os !== 'windows') return path;
  const slashed = path.replaceAll('\\', '/');
  if (slashed[1] !== ':') return slashed;
  const at = span ? { span } : {};
  if (slashed.length === 2) fail('invalid-windows-path', `No relative path specified in ${JSON.stringify(path)}`, at);
  if (slashed[0]?.toLowerCase() === 'c') return slashed.slice(2);
  return fail('invalid-windows-path', 'The specified path is not on the system drive (C:)', at);
}

/** A path with slashes as the configuration of an image of `os` has it. */
export function nativePath(path: string, os: string): string {
  return os === 'windows' ? path.replaceAll('/', '\\') : path;
}
