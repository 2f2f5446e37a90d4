import type { EntryPath } from '../../src/model/index.ts';
import { isWithin, parentPath } from '../../src/model/index.ts';
import { isMark } from '../../src/layer/whiteout.ts';
import type { LayerItem } from '../../src/testing.ts';

/** What a path of a file system is; names of one file share it. */
export interface Inode {
  readonly type: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly data?: Uint8Array;
}

/** Layers unpacked one after another into a map, as the OCI image spec tells it: what `overlay` must amount to. */
export function naiveOverlay(layers: readonly (readonly LayerItem[])[]): ReadonlyMap<EntryPath, Inode> {
  const files = new Map<EntryPath, Inode>();
  for (const layer of layers) {
    const below = new Map(files);
    for (const [entry] of layer) {
      if (entry.type === 'whiteout') remove(files, (path) => isWithin(path, entry.path));
      if (entry.type === 'opaque') remove(files, (path) => path !== entry.path && isWithin(path, entry.path));
    }
    for (const [entry, data] of layer) {
      if (entry.type === 'opaque') addDirectories(files, entry.path, below);
      if (!isMark(entry)) put(files, entry.path, inodeOf(entry, data, files), below);
    }
  }
  return files;
}

type Unpacked = Exclude<LayerItem[0], { type: 'whiteout' | 'opaque' }>;

function inodeOf(entry: Unpacked, data: Uint8Array | undefined, files: ReadonlyMap<EntryPath, Inode>): Inode {
  if (entry.type === 'hardlink') return files.get(entry.target) as Inode;
  const { path: _, type, ...meta } = entry;
  return { type, meta, ...(data && { data }) };
}

type Files = ReadonlyMap<EntryPath, Inode>;

function put(files: Map<EntryPath, Inode>, path: EntryPath, inode: Inode, below: Files): void {
  addDirectories(files, parentPath(path), below);
  if (inode.type !== 'directory' || files.get(path)?.type !== 'directory')
    remove(files, (other) => isWithin(other, path));
  files.set(path, inode);
}

/** A directory that takes the place of a link to a directory has the metadata of that one; a new one the group of a setgid parent. */
function addDirectories(files: Map<EntryPath, Inode>, path: EntryPath, below: Files): void {
  if (path === '' || files.get(path)?.type === 'directory') return;
  const linked = follow(below, path.split('/'));
  addDirectories(files, parentPath(path), below);
  const parent = files.get(parentPath(path))?.meta as { readonly mode: number; readonly gid: number } | undefined;
  const bare = { mode: 0o755, uid: 0, gid: parent && parent.mode & 0o2000 ? parent.gid : 0, mtime: 0 };
  put(files, path, { type: 'directory', meta: linked?.type === 'directory' ? linked.meta : bare }, below);
}

/** What is at a path when links are followed, also in the middle of it and beyond the root. */
function follow(files: Files, names: readonly string[], at = '', hops = 0): Inode | undefined {
  const [name, ...rest] = names;
  if (name === undefined) return files.get(at);
  if (name === '' || name === '.') return follow(files, rest, at, hops);
  if (name === '..') return follow(files, rest, parentPath(at), hops);
  const path = at === '' ? name : `${at}/${name}`;
  const target = files.get(path)?.meta['target'];
  if (typeof target !== 'string') return files.has(path) ? follow(files, rest, path, hops) : undefined;
  if (hops === 40) return undefined;
  return follow(files, [...target.split('/'), ...rest], target.startsWith('/') ? '' : at, hops + 1);
}

function remove(files: Map<EntryPath, Inode>, gone: (path: EntryPath) => boolean): void {
  for (const path of files.keys()) if (gone(path)) files.delete(path);
}
