import { Buffer } from 'node:buffer';
import { encodeName, type EntryPath } from '@strake/oci';

/** A path for `node:fs`: bytes where the name is no text. */
export type HostPath = string | Buffer;

/** Where an entry of the context lies on this machine. `root` is absolute and has no slash at its end. */
export function hostPath(root: string, path: EntryPath): HostPath {
  if (path === '') return root === '' ? '/' : root;
  const whole = `${root}/${path}`;
  return whole.isWellFormed() ? whole : Buffer.from(encodeName(whole));
}
