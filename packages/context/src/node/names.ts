import { type Dirent, readdirSync } from 'node:fs';
import { decodeName } from '@strake/oci';
import type { HostPath } from './host-path.ts';

export interface DirectoryChild {
  readonly name: string;
  readonly directory: boolean;
  readonly symlink: boolean;
}

/** What a directory holds, sorted by name. Names that are no UTF-8 are in the escaped form of `decodeName`. */
export function readNames(directory: HostPath): readonly DirectoryChild[] {
  const found = readdirSync(directory, { withFileTypes: true });
  // Node decodes names leniently; only a second look tells what was there.
  const children = found.some((entry) => entry.name.includes('\ufffd'))
    ? readdirSync(directory, { withFileTypes: true, encoding: 'buffer' }).map((e) => child(decodeName(e.name), e))
    : found.map((entry) => child(entry.name, entry));
  return children.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function child(name: string, entry: Dirent | Dirent<NonSharedBuffer>): DirectoryChild {
  return { name, directory: entry.isDirectory(), symlink: entry.isSymbolicLink() };
}
