import {
  type BigIntStats,
  chmodSync,
  copyFileSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTime } from '../../syscalls/file.ts';

const NANO = 1_000_000_000n;

/** Makes the existing directory `to` what `from` is: its content, owner, mode and time. */
export function copyDirectory(from: string, to: string): void {
  copyTree(from, to);
  setMeta(to, lstatSync(from, { bigint: true }));
}

/** Copies the content of directory `from` into the existing directory `to`, with owners, modes, times and hard links. */
function copyTree(from: string, to: string, links: Map<bigint, string> = new Map()): void {
  for (const name of readdirSync(from)) copyNode(join(from, name), join(to, name), links);
}

/** Copies whatever `from` is to the new path `to`. */
export function copyNode(from: string, to: string, links: Map<bigint, string> = new Map()): void {
  const stat = lstatSync(from, { bigint: true });
  const first = stat.nlink > 1n && !stat.isDirectory() ? links.get(stat.ino) : undefined;
  if (first !== undefined) return linkSync(first, to);
  links.set(stat.ino, to);
  if (stat.isDirectory()) {
    mkdirSync(to);
    copyTree(from, to, links);
  } else if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else if (stat.isFile()) copyFileSync(from, to);
  else return;
  setMeta(to, stat);
}

function setMeta(to: string, stat: BigIntStats): void {
  lchownSync(to, Number(stat.uid), Number(stat.gid));
  if (!stat.isSymbolicLink()) chmodSync(to, Number(stat.mode & 0o7777n));
  setTime(to, Number(stat.mtimeNs / NANO), Number(stat.mtimeNs % NANO));
}
