import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fchmodSync,
  futimesSync,
  linkSync,
  lstatSync,
  lutimesSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  write,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import type { ByteStream } from '@strake/core';
import { baseName, encodeName, type DeviceEntry, type Entry, type FileEntry, parentPath } from '@strake/oci';
import { isGone, makeDirectories, ownMark } from '@strake/oci/node';
import {
  childrenOf,
  enterChild,
  HELD,
  type HeldDirectory,
  holdChild,
  holdDirectory,
  named,
  removeFrom,
  withNode,
} from './held-directory.ts';

/** Puts entries of a tree into a directory. */
export interface DirectoryWriter extends Disposable {
  /** Parents come before children. `data` is a file's content. */
  add(entry: Entry, data?: ByteStream): Promise<void>;
  /** Gives the directories their modes and dates. */
  finish(): void;
  /** Whether anything but directories has been put there. */
  readonly hasBegun: boolean;
  /** Paths of device nodes that this user may not make. */
  readonly skipped: readonly string[];
}

/** Chunks up to this size are written at once, which is several times faster for small files. */
const SMALL = 256 * 1024;
const writeAsync = promisify(write);

/**
 * Writes into `root`, which is made when missing. What is there stays, but for what has an entry's path and is not a
 * directory like it. Every file is made under a name of its own and then renamed; directories are held while they are
 * filled, and what is none, a link above all, gives way to one: nothing is ever written through a link, whoever changes
 * the directory meanwhile. With `kept`, everything else in the directories that are written goes.
 */
export function openDirectoryWriter(root: string, kept?: KeptNames): DirectoryWriter {
  makeDirectories(root, 0o700);
  sweepDirectory(root);
  const top = holdDirectory(root);
  const prefix = `.strake-${ownMark()}-${randomBytes(6).toString('hex')}`;
  const entered: Entered[] = [];
  const skipped: string[] = [];
  let serial = 0;
  let making: string | undefined;
  const leaveUpTo = (parent: string): void => {
    for (let last = entered.at(-1); last && last.entry.path !== parent; last = entered.at(-1)) {
      if (kept) removeOthers(last.directory, kept.get(last.entry.path));
      finishAt(last.directory.path(), last.entry);
      entered.pop();
      try {
        entered.at(-1)?.directory.wake(last.directory);
      } finally {
        last.directory[Symbol.dispose]();
      }
    }
  };
  const put = async (entry: Node, data: ByteStream | undefined): Promise<void> => {
    making = `${prefix}-${++serial}`;
    if (await make(top, making, entry, data)) moveTo(top.path(making), entered.at(-1)?.directory ?? top, entry);
    else skipped.push(entry.path);
    making = undefined;
  };
  return {
    skipped,
    get hasBegun() {
      return serial > 0;
    },
    async add(entry, data) {
      const parent = parentPath(entry.path);
      try {
        leaveUpTo(parent);
        if (parent !== (entered.at(-1)?.entry.path ?? '')) throw new Error(`${entry.path} came before its directory`);
        if (entry.type !== 'directory') return await put(entry, data);
        entered.push({ entry, directory: enter(entered.at(-1)?.directory ?? top, entry) });
        entered.at(-1 - HELD)?.directory.rest();
      } catch (error) {
        throw named(error);
      }
    },
    finish() {
      try {
        leaveUpTo('\0');
        if (kept) removeOthers(top, kept.get(''));
      } catch (error) {
        throw named(error);
      }
    },
    [Symbol.dispose]() {
      if (making) rmSync(top.path(making), { force: true });
      for (const { directory } of entered) directory[Symbol.dispose]();
      top[Symbol.dispose]();
    },
  };
}

/** A directory that is being filled. */
interface Entered {
  readonly entry: Entry;
  readonly directory: HeldDirectory;
}

type Node = Exclude<Entry, { type: 'directory' }>;

/** Makes an entry under a name that nothing has; false for what this user may not make. */
async function make(top: HeldDirectory, name: string, entry: Node, data: ByteStream | undefined): Promise<boolean> {
  const path = top.path(name);
  switch (entry.type) {
    case 'file':
      await writeFile(path, entry, data);
      return true;
    case 'symlink':
      symlinkSync(Buffer.from(encodeName(entry.target)), path);
      lutimesSync(path, dateOf(entry), dateOf(entry));
      return true;
    case 'hardlink':
      linkTo(top, entry.target, path);
      return true;
    case 'fifo':
      runIn(top, 'mkfifo', (place) => [place(name)]);
      break;
    case 'block-device':
    case 'character-device':
      if (process.getuid?.() !== 0) return false;
      makeDevice(top, name, entry);
  }
  withNode(path, (node) => finishAt(node, entry));
  return true;
}

/** Makes another name of a file that has been written; no link leads there. */
function linkTo(top: HeldDirectory, target: string, path: Buffer): void {
  let parent = top;
  try {
    for (const name of parentPath(target).split('/').filter(Boolean)) {
      const child = holdChild(parent, name);
      if (parent !== top) parent[Symbol.dispose]();
      parent = child;
    }
    linkSync(parent.path(baseName(target)), path);
  } finally {
    if (parent !== top) parent[Symbol.dispose]();
  }
}

function moveTo(from: Buffer, directory: HeldDirectory, { path }: Node): void {
  const name = baseName(path);
  const to = directory.path(name);
  if (lstatSync(to, { throwIfNoEntry: false })?.isDirectory()) removeFrom(directory, name);
  renameSync(from, to);
}

/** Owner's permissions that filling a directory takes. */
const FILLABLE = 0o700;

function enter(parent: HeldDirectory, { path }: Entry): HeldDirectory {
  const directory = enterChild(parent, baseName(path), FILLABLE);
  const { mode } = statSync(directory.path());
  if ((mode & FILLABLE) !== FILLABLE) chmodSync(directory.path(), (mode & 0o7777) | FILLABLE);
  return directory;
}

/** Mode and date of what is no link. */
function finishAt(path: Buffer, entry: Entry): void {
  chmodSync(path, entry.mode);
  utimesSync(path, dateOf(entry), dateOf(entry));
}

/** In seconds. */
function dateOf({ mtime, mtimeNs = 0 }: Entry): number {
  return mtime + mtimeNs / 1e9;
}

async function writeFile(path: Buffer, entry: FileEntry, data: ByteStream | undefined): Promise<void> {
  const { size, path: name } = entry;
  const file = openSync(path, 'wx', 0o600);
  let written = 0;
  try {
    for await (const chunk of data ?? []) {
      written += chunk.byteLength;
      if (size <= SMALL) for (let at = 0; at < chunk.byteLength; ) at += writeSync(file, chunk, at);
      else for (let at = 0; at < chunk.byteLength; ) at += (await writeAsync(file, chunk, at)).bytesWritten;
    }
    fchmodSync(file, entry.mode);
    futimesSync(file, dateOf(entry), dateOf(entry));
  } finally {
    closeSync(file);
  }
  if (written !== size) throw new Error(`${name}: ${written} bytes of ${size} came`);
}

function makeDevice(top: HeldDirectory, name: string, { type, major, minor }: DeviceEntry): void {
  runIn(top, 'mknod', (place) => [place(name), type === 'block-device' ? 'b' : 'c', String(major), String(minor)]);
}

/** Node has no call for what these make; their names are our own. The program gets the directory as its descriptor 3. */
function runIn(
  directory: HeldDirectory,
  program: string,
  args: (place: (name: string) => string) => readonly string[],
): void {
  const { fd } = directory;
  const place = (name: string): string =>
    fd === undefined ? directory.path(name).toString() : `/proc/self/fd/3/${name}`;
  const { status, error, stderr } = spawnSync(program, args(place), {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', fd ?? 'ignore'],
  });
  if (error) throw error;
  if (status !== 0) throw Object.assign(new Error(stderr.trim()), { syscall: program });
}

/** Names in each directory, by its path, that stay. */
export type KeptNames = ReadonlyMap<string, ReadonlySet<string>>;

/** What other processes are making just now stays. Links are removed, not followed. */
function removeOthers(directory: HeldDirectory, kept: ReadonlySet<string> = new Set()): void {
  for (const name of childrenOf(directory))
    if (!kept.has(name) && !IN_THE_MAKING.test(name)) removeFrom(directory, name);
}

const IN_THE_MAKING = /^\.strake-(\d+-\d+-\d+)-[0-9a-f]{12}-\d+$/;

/** Removes what killed processes left in the making. */
export function sweepDirectory(root: string): void {
  for (const name of readdirSync(root)) {
    const mark = IN_THE_MAKING.exec(name)?.[1];
    if (mark !== undefined && isGone(mark)) rmSync(`${root}/${name}`, { force: true });
  }
}
