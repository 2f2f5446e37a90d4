import { type MemoryNode, memoryTree, type Tree } from '@strake/oci';
import type { Line } from './listing.ts';

/** The tree of a listing. Sockets are empty files, as contexts show them. */
export function listedTree(lines: readonly Line[]): Tree {
  return memoryTree(Object.fromEntries(lines.map((line) => [line.path, nodeOf(line)])));
}

function nodeOf({ type, mode, uid, gid, mtime, mtimeNs, xattrs, content, target = '', device }: Line): MemoryNode {
  const meta = { mode, uid, gid, mtime, ...(mtimeNs ? { mtimeNs } : {}), ...(xattrs ? { xattrs } : {}) };
  const [major = 0, minor = 0] = device ?? [];
  switch (type) {
    case 'f':
    case 's':
      return { type: 'file', data: content ?? new Uint8Array(), ...meta };
    case 'd':
      return { type: 'directory', ...meta };
    case 'l':
      return { type: 'symlink', target, ...meta };
    case 'h':
      return { type: 'hardlink', target, ...meta };
    case 'p':
      return { type: 'fifo', ...meta };
    case 'c':
      return { type: 'character-device', major, minor, ...meta };
    case 'b':
      return { type: 'block-device', major, minor, ...meta };
    default:
      throw new Error(`a tree has no entries of type ${type}`);
  }
}
