import { type Dirent, readdirSync } from 'node:fs';
import { decodeName } from '@strake/oci';
import type { HostPath } from './host-path.ts';

/** One name in a directory, with its type. */
export type DirectoryChild = Pick<Dirent, 'name' | 'isDirectory' | 'isSymbolicLink'>;

/** What a directory holds, in no order. Names that are no UTF-8 are in the escaped form of `decodeName`. */
export function readNames(directory: HostPath): readonly DirectoryChild[] {
  const found = readdirSync(directory, { withFileTypes: true });
  // Node decodes names leniently; only a second look tells what was there.
  if (!found.some((entry) => entry.name.includes('\ufffd'))) return found;
  return readdirSync(directory, { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
    name: decodeName(entry.name),
    isDirectory: () => entry.isDirectory(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  }));
}
