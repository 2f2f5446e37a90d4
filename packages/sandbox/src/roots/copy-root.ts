import {
  chmodSync,
  constants,
  copyFileSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { type EntryPath, joinPath } from '@strake/oci';
import { cPath, hostPath } from '../snapshot/host-path.ts';
import { readNames } from '../snapshot/layered.ts';
import { getXattr, listXattrs, makeCharacterDevice, makeFifo, setTime, setXattr } from '../syscalls/file.ts';

const NANO = 1_000_000_000n;
/** The kernel's clock of changes ticks every few milliseconds. */
const TICK = 50_000_000n;

/** What tells later whether something in a copied tree has changed since. */
interface Baseline {
  /** Inodes of the directories by path: they say whether a directory is still the one that was there. */
  readonly directories: readonly (readonly [path: EntryPath, inode: string])[];
}

/** Says of an entry of the tree, parents before children, whether it is surely unchanged. Directories never are. */
export type Unchanged = (path: EntryPath, stat: BigIntStats) => boolean;

/** Makes the new directory `to` what `from` is, and keeps in the file `baseline` what tells changes later. */
export function copyRoot(from: string, to: string, baseline?: string): void {
  const copy: Copy = { from, to, links: new Map(), directories: [] };
  copyNode(copy, '');
  if (baseline === undefined) return;
  const content: Baseline = { directories: copy.directories };
  writeFileSync(baseline, JSON.stringify(content));
}

interface Copy {
  readonly from: string;
  readonly to: string;
  readonly links: Map<bigint, string | Buffer>;
  readonly directories: [EntryPath, string][];
}

function copyNode(copy: Copy, path: EntryPath): void {
  const [from, to] = [hostPath(copy.from, path), hostPath(copy.to, path)];
  const stat = lstatSync(from, { bigint: true });
  const first = stat.nlink > 1n && !stat.isDirectory() ? copy.links.get(stat.ino) : undefined;
  if (first !== undefined) return linkSync(first, to);
  if (stat.nlink > 1n && !stat.isDirectory()) copy.links.set(stat.ino, to);
  if (stat.isDirectory()) {
    mkdirSync(to);
    for (const name of readNames(joinPath(copy.from, path))) copyNode(copy, joinPath(path, name));
    copy.directories.push([path, String(lstatSync(to, { bigint: true }).ino)]);
  } else if (!copyLeaf(from, to, stat)) return;
  copyMeta(from, to, stat);
}

/** False for what has no place in an image. */
function copyLeaf(from: string | Buffer, to: string | Buffer, stat: BigIntStats): boolean {
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from, { encoding: 'buffer' }), to);
  else if (stat.isFile()) copyFileSync(from, to, constants.COPYFILE_FICLONE);
  else if (stat.isFIFO()) makeFifo(cPath(to));
  else if (stat.isCharacterDevice()) {
    makeCharacterDevice(cPath(to), Number((stat.rdev >> 8n) & 0xfffn), Number(stat.rdev & 0xffn));
  } else return false;
  return true;
}

/** Owner before mode before attributes: each clears some of what follows. */
function copyMeta(from: string | Buffer, to: string | Buffer, stat: BigIntStats): void {
  lchownSync(to, Number(stat.uid), Number(stat.gid));
  if (!stat.isSymbolicLink()) {
    chmodSync(to, Number(stat.mode & 0o7777n));
    for (const name of listXattrs(cPath(from)))
      setXattr(cPath(to), name, getXattr(cPath(from), name) ?? Buffer.alloc(0));
  }
  setTime(cPath(to), Number(stat.mtimeNs / NANO), Number(stat.mtimeNs % NANO));
}

/**
 * Reads what `copyRoot` kept. Whatever has changed since is no older than that file: both times are of the file system's
 * clock, which need not be this machine's and may count whole seconds.
 */
export function unchangedSince(baseline: string): Unchanged {
  const { directories } = JSON.parse(readFileSync(baseline, 'utf8')) as Baseline;
  const inodes = new Map(directories);
  const limit = lstatSync(baseline, { bigint: true }).ctimeNs - TICK;
  const trusted = new Set<EntryPath>(['']);
  return (path, stat) => {
    const inPlace = trusted.has(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
    if (!stat.isDirectory()) return inPlace && stat.ctimeNs < limit;
    if (inPlace && inodes.get(path) === String(stat.ino)) trusted.add(path);
    return false;
  };
}
