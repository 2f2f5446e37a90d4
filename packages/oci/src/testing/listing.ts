import { type ByteStream, join } from '@strake/core';
import type { IndexEntry } from '../layer/layer.ts';
import { isMark } from '../layer/whiteout.ts';
import type { Entry, ListedFile } from '../model/index.ts';
import type { Tree } from '../tree/tree.ts';

/** One line per entry, as a person would check it: `drwxr-xr-x 0:0 usr`, `-rw-r--r-- 0:0 a 3`, `l... bin -> usr/bin`. */
export function listTree(tree: Tree<ListedFile>, root = ''): readonly string[] {
  return [...tree.walk(root)].map(line);
}

/** The same for an index; whiteouts are `w path`, opaque markers `o path`. */
export function listIndex(entries: Iterable<IndexEntry<ListedFile>>): readonly string[] {
  return [...entries].map((entry) => (isMark(entry) ? `${entry.type[0]} ${entry.path}` : line(entry)));
}

export async function readAll(stream: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(new Uint8Array(chunk));
  return join(chunks);
}

export async function readText(stream: ByteStream): Promise<string> {
  return new TextDecoder().decode(await readAll(stream));
}

const LETTERS: Readonly<Record<Entry['type'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  hardlink: 'h',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
};

function line(entry: Entry<ListedFile>): string {
  const head = `${LETTERS[entry.type]}${permissions(entry.mode)} ${entry.uid}:${entry.gid} ${entry.path}`;
  if (entry.type === 'file') return `${head} ${entry.size}`;
  if ('target' in entry) return `${head} -> ${entry.target}`;
  return 'major' in entry ? `${head} ${entry.major},${entry.minor}` : head;
}

/** As `ls` prints them. */
function permissions(mode: number): string {
  const triple = (shift: number, special: number, letter: string): string => {
    const bits = (mode >> shift) & 7;
    const x = (bits & 1) === 1;
    const last = (mode & special) === 0 ? (x ? 'x' : '-') : x ? letter : letter.toUpperCase();
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  return triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't');
}
