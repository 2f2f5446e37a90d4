import { encodeName, type EntryPath } from '@strake/oci';
import type { CPath } from '../syscalls/libc.ts';

/** The path of an entry below `root` for the C library and Node: text where the name is text, else its bytes. */
export function hostPath(root: string, path: EntryPath): string | Buffer {
  const text = path === '' ? root || '/' : `${root}/${path}`;
  return text.isWellFormed() ? text : Buffer.from(encodeName(text));
}

/** `path` for a function of the C library: bytes get the NUL at their end. */
export function cPath(path: string | Buffer): CPath {
  return typeof path === 'string' ? path : Buffer.concat([path, Buffer.alloc(1)]);
}
