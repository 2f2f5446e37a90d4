import { bytes } from '@strake/core';
import { OciError } from '../error.ts';
import { digestOf } from '../hash/sha256.ts';
import type {
  DeviceEntry,
  DirectoryEntry,
  Entry,
  EntryMeta,
  EntryPath,
  FifoEntry,
  SymlinkEntry,
} from '../model/index.ts';
import { baseName, joinPath, parentPath, parseEntryPath } from '../model/index.ts';
import type { Tree } from './tree.ts';
import { walkTree } from './walk.ts';

type Meta = Partial<Omit<EntryMeta, 'path'>>;
type Node<E extends EntryMeta> = Omit<E, keyof EntryMeta> & Meta;

/** An entry of a tree in memory: text or bytes are a file of mode 0644; other metadata default to zero, 0755, 0777. */
export type MemoryNode =
  | string
  | Uint8Array
  | ({ readonly type?: 'file'; readonly data: string | Uint8Array } & Meta)
  | ({ readonly type: 'hardlink'; readonly target: EntryPath } & Meta)
  | Node<DirectoryEntry>
  | Node<SymlinkEntry>
  | Node<DeviceEntry>
  | Node<FifoEntry>;

/**
 * A tree of literal content: `{ 'src/a.ts': 'text', bin: { type: 'symlink', target: 'usr/bin' } }`. Missing parents become
 * directories of mode 0755. Throws `PATH_UNSAFE` on names that are none.
 */
export function memoryTree(nodes: Readonly<Record<string, MemoryNode>>): Tree {
  const entries = new Map<EntryPath, Entry>([['', directoryAt('')]]);
  const data = new Map<EntryPath, Uint8Array>();
  const names = new Map<EntryPath, Set<string>>();
  const put = (entry: Entry): void => {
    entries.set(entry.path, entry);
    if (entry.path === '') return;
    const parent = parentPath(entry.path);
    if (entries.get(parent)?.type !== 'directory') put(directoryAt(parent));
    const siblings = names.get(parent) ?? new Set();
    names.set(parent, siblings.add(baseName(entry.path)));
  };
  for (const [name, node] of Object.entries(nodes)) {
    const path = checked(name);
    const content = contentOf(node);
    if (content) data.set(path, content);
    put(entryOf(path, node, content));
  }
  const tree: Tree = {
    get: (path) => entries.get(path),
    list: (directory) =>
      [...(names.get(directory) ?? [])].sort().map((n) => entries.get(joinPath(directory, n)) as Entry),
    walk: (root = '') => walkTree(tree, root),
    open: (path) => {
      const entry = entries.get(path);
      const found = data.get(entry?.type === 'hardlink' ? entry.target : path);
      if (!found)
        throw new OciError('PATH_NOT_FOUND', `no file ${JSON.stringify(path)} in the tree`, { data: { path } });
      return bytes(found);
    },
  };
  return tree;
}

function checked(name: string): EntryPath {
  const path = parseEntryPath(name);
  if (!path.ok) throw new OciError('PATH_UNSAFE', path.message);
  return path.value;
}

function directoryAt(path: EntryPath): DirectoryEntry {
  return { type: 'directory', path, mode: 0o755, uid: 0, gid: 0, mtime: 0 };
}

function contentOf(node: MemoryNode): Uint8Array | undefined {
  const content =
    typeof node === 'string' || node instanceof Uint8Array ? node : 'data' in node ? node.data : undefined;
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function entryOf(path: EntryPath, node: MemoryNode, content: Uint8Array | undefined): Entry {
  const given = typeof node === 'string' || node instanceof Uint8Array ? {} : node;
  const type = 'type' in given ? given.type : 'file';
  const mode = type === 'directory' ? 0o755 : type === 'symlink' ? 0o777 : 0o644;
  const meta = { mode, uid: 0, gid: 0, mtime: 0, ...given, path };
  if (!content) return meta as Entry;
  const { data: _, ...rest } = meta as typeof meta & { data?: unknown };
  return { ...rest, type: 'file', size: content.byteLength, content: digestOf(content) };
}
