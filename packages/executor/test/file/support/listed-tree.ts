import { type EntryMeta, type MemoryNode, memoryTree, type Tree } from '@strake/oci';
import type { Line } from './listing.ts';

/** The tree of a listing. Sockets are empty files, as contexts show them. */
export function listedTree(lines: readonly Line[]): Tree {
  return memoryTree(Object.fromEntries(lines.map((line) => [line.path, nodeOf(line)])));
}

function metaOf({ mode, uid, gid, mtime, mtimeNs, xattrs }: Line): Omit<EntryMeta, 'path'> {
  return { mode, uid, gid, mtime, ...(mtimeNs ? { mtimeNs } : {}), ...(xattrs ? { xattrs } : {}) };
}

function nodeOf(line: Line): MemoryNode {
  const { type, content, target = '', device: [major, minor] = [0, 0] } = line;
  const meta = metaOf(line);
  if (type === 'f' || type === 's') return { type: 'file', data: content ?? new Uint8Array(), ...meta };
  if (type === 'd') return { type: 'directory', ...meta };
  if (type === 'l') return { type: 'symlink', target, ...meta };
  if (type === 'h') return { type: 'hardlink', target, ...meta };
  if (type === 'p') return { type: 'fifo', ...meta };
  if (type === 'c') return { type: 'character-device', major, minor, ...meta };
  if (type === 'b') return { type: 'block-device', major, minor, ...meta };
  throw new Error(`a tree has no entries of type ${type}`);
}
