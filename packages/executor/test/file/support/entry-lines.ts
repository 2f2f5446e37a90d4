import { type ByteStream, collect } from '@strake/core';
import type { EntryWithData, LayerEntry } from '@strake/oci';
import type { Line } from './listing.ts';

const TYPES = {
  file: 'f',
  directory: 'd',
  symlink: 'l',
  hardlink: 'h',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
  whiteout: 'w',
  opaque: 'o',
} as const;

/** The entries of a layer in the order they come, with their bytes. Throws when a parent comes late or a size is wrong. */
export async function entryLines(entries: AsyncIterable<EntryWithData>): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for await (const [entry, data] of entries) {
    const content = data instanceof Uint8Array ? data.slice() : data && (await collect(copied(data), 1 << 30));
    if ((entry.type === 'file') !== (content !== undefined)) throw new Error(`bytes of ${entry.path}`);
    if (entry.type === 'file' && entry.size !== content?.byteLength) throw new Error(`size of ${entry.path}`);
    lines.push(lineOf(entry, content));
  }
  checkOrder(lines);
  return lines;
}

/** The memory of chunks may be used again. */
async function* copied(data: ByteStream): ByteStream {
  for await (const chunk of data) yield new Uint8Array(chunk);
}

function lineOf(entry: LayerEntry, content: Uint8Array | undefined): Line {
  const type = TYPES[entry.type];
  if (!('mode' in entry)) {
    return { type, path: entry.path, mode: 0, uid: 0, gid: 0, mtime: 0, mtimeNs: 0 };
  }
  return {
    type,
    path: entry.path,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    mtime: entry.mtime,
    mtimeNs: entry.mtimeNs ?? 0,
    ...(content ? { content } : {}),
    ...('target' in entry ? { target: entry.target } : {}),
    ...('major' in entry ? { device: [entry.major, entry.minor] as const } : {}),
    ...(entry.xattrs ? { xattrs: entry.xattrs } : {}),
  };
}

/** One entry for each path, directories before what is in them, and what has hard links before them. */
function checkOrder(lines: readonly Line[]): void {
  const seen = new Map<string, string>();
  for (const { type, path, target = '' } of lines) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (seen.has(path) && type !== 'o') throw new Error(`${path} comes twice`);
    if (type !== 'w' && type !== 'o' && parent !== '' && seen.get(parent) !== 'd')
      throw new Error(`${path} has no parent`);
    if (type === 'h' && !/^[flpcb]$/.test(seen.get(target) ?? '')) throw new Error(`${path} is a hard link to nothing`);
    if (type !== 'o') seen.set(path, type);
  }
}
