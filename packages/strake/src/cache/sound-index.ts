import { isDigest } from '@strake/core';
import { type EntryPath, type IndexEntry, type LayerIndex, parseEntryPath } from '@strake/oci';

/**
 * Whether somebody else's index could be that of a layer: its paths are clean, its numbers possible, each file lies in the
 * layer, and links lead to files before them. It may still say what the layer does not.
 */
export function isSoundIndex({ size, entries }: LayerIndex): boolean {
  const before = new Map<EntryPath, IndexEntry>();
  return (
    isCount(size) &&
    entries.every((entry) => {
      if (!isSoundPath(entry) || !hasSoundMeta(entry) || !isSoundNode(entry, size, before)) return false;
      if (!isSoundTwin(entry, before)) return false;
      if ('mode' in entry) before.set(entry.path, entry);
      return true;
    })
  );
}

/** A node of several names is one of its type under the first of them. */
function isSoundTwin(entry: IndexEntry, before: ReadonlyMap<EntryPath, IndexEntry>): boolean {
  if (!('sameAs' in entry)) return true;
  const first = before.get(entry.sameAs ?? '');
  return first?.type === entry.type && !('sameAs' in first);
}

function isSoundPath({ type, path }: IndexEntry): boolean {
  if (path === '') return type === 'directory' || type === 'opaque';
  if (typeof path !== 'string') return false;
  const parsed = parseEntryPath(path);
  return parsed.ok && parsed.value === path;
}

function hasSoundMeta(entry: IndexEntry): boolean {
  if (!('mode' in entry)) return true;
  const { mode, uid, gid, mtime, mtimeNs = 0, xattrs = {} } = entry;
  if (!isCount(mode) || mode > 0o7777 || !isCount(uid) || !isCount(gid)) return false;
  if (!Number.isSafeInteger(mtime) || !isCount(mtimeNs) || mtimeNs >= 1e9) return false;
  return typeof xattrs === 'object' && Object.values(xattrs).every((value) => typeof value === 'string');
}

function isSoundNode(entry: IndexEntry, size: number, before: ReadonlyMap<EntryPath, IndexEntry>): boolean {
  switch (entry.type) {
    case 'file':
      return (
        isCount(entry.size) && isCount(entry.offset) && entry.offset + entry.size <= size && isDigest(entry.content)
      );
    case 'symlink':
      return typeof entry.target === 'string';
    case 'hardlink':
      return before.get(entry.target)?.type === 'file';
    case 'character-device':
    case 'block-device':
      return isCount(entry.major) && isCount(entry.minor);
    case 'directory':
    case 'fifo':
    case 'whiteout':
    case 'opaque':
      return true;
    default:
      throw new Error(`unreachable: ${String(entry satisfies never)}`);
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
