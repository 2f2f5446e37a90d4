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
    for (const [entry] of layer) {
      if (entry.type === 'whiteout') remove(files, (path) => isWithin(path, entry.path));
      if (entry.type === 'opaque') remove(files, (path) => path !== entry.path && isWithin(path, entry.path));
    }
    for (const [entry, data] of layer) {
      if (entry.type === 'opaque') addDirectories(files, entry.path);
      if (!isMark(entry)) put(files, entry.path, inodeOf(entry, data, files));
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

function put(files: Map<EntryPath, Inode>, path: EntryPath, inode: Inode): void {
  addDirectories(files, parentPath(path));
  if (inode.type !== 'directory' || files.get(path)?.type !== 'directory')
    remove(files, (other) => isWithin(other, path));
  files.set(path, inode);
}

function addDirectories(files: Map<EntryPath, Inode>, path: EntryPath): void {
  if (path === '' || files.get(path)?.type === 'directory') return;
  put(files, path, { type: 'directory', meta: { mode: 0o755, uid: 0, gid: 0, mtime: 0 } });
}

function remove(files: Map<EntryPath, Inode>, gone: (path: EntryPath) => boolean): void {
  for (const path of files.keys()) if (gone(path)) files.delete(path);
}
