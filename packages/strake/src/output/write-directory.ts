import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  write,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import type { ByteStream } from '@strake/core';
import { decodeName, encodeName, type DeviceEntry, type Entry, type FileEntry, parentPath } from '@strake/oci';
import { isGone, makeDirectories, ownMark } from '@strake/oci/node';

/** Puts entries of a tree into a directory. */
export interface DirectoryWriter extends Disposable {
  /** Parents come before children. `data` is a file's content. */
  add(entry: Entry, data?: ByteStream): Promise<void>;
  /** Gives the directories their modes and dates. */
  finish(): void;
  /** Paths of device nodes that this user may not make. */
  readonly skipped: readonly string[];
}

/** Chunks up to this size are written at once, which is several times faster for small files. */
const SMALL = 256 * 1024;
const writeAsync = promisify(write);

/**
 * Writes into `root`, which is made when missing. What is there stays, but for what has an entry's path and is not a
 * directory like it. Every file is made under a name of its own and then renamed; every directory is looked at before
 * something is put into it, and what is none, a link above all, gives way to one: nothing is ever written through a link.
 * With `kept`, everything else in the directories that are written goes.
 */
export function openDirectoryWriter(root: string, kept?: KeptNames): DirectoryWriter {
  makeDirectories(root, 0o700);
  sweepDirectory(root);
  const prefix = `.strake-${ownMark()}-${randomBytes(6).toString('hex')}`;
  const entered: Entry[] = [];
  const skipped: string[] = [];
  let serial = 0;
  let making: Buffer | undefined;
  const hostPath: HostPath = (path) => Buffer.concat([Buffer.from(`${root}/`), encodeName(path)]);
  const leaveUpTo = (parent: string): void => {
    for (let top = entered.at(-1); top && top.path !== parent; top = entered.at(-1)) {
      if (kept) removeOthers(hostPath(top.path), kept.get(top.path));
      finishEntry(hostPath(top.path), top);
      entered.pop();
    }
  };
  const put = async (entry: Node, data: ByteStream | undefined): Promise<void> => {
    making = Buffer.from(`${root}/${prefix}-${++serial}`);
    if (await make(making, entry, data, hostPath)) moveTo(making, hostPath(entry.path));
    else skipped.push(entry.path);
    making = undefined;
  };
  return {
    skipped,
    async add(entry, data) {
      const parent = parentPath(entry.path);
      leaveUpTo(parent);
      if (parent !== (entered.at(-1)?.path ?? '')) throw new Error(`${entry.path} came before its directory`);
      if (entry.type !== 'directory') return put(entry, data);
      enterDirectory(hostPath(entry.path));
      entered.push(entry);
    },
    finish() {
      leaveUpTo('\0');
      if (kept) removeOthers(Buffer.from(root), kept.get(''));
    },
    [Symbol.dispose]() {
      if (making) rmSync(making, { force: true });
    },
  };
}

type HostPath = (path: string) => Buffer;
type Node = Exclude<Entry, { type: 'directory' }>;

/** Makes an entry at a path where nothing is; false for what this user may not make. */
async function make(path: Buffer, entry: Node, data: ByteStream | undefined, hostPath: HostPath): Promise<boolean> {
  switch (entry.type) {
    case 'file':
      await writeFile(path, entry, data);
      break;
    case 'symlink':
      symlinkSync(Buffer.from(encodeName(entry.target)), path);
      break;
    case 'hardlink':
      linkSync(hostPath(entry.target), path);
      return true;
    case 'fifo':
      run('mkfifo', [path.toString()]);
      break;
    case 'block-device':
    case 'character-device':
      if (process.getuid?.() !== 0) return false;
      makeDevice(path.toString(), entry);
  }
  finishEntry(path, entry);
  return true;
}

function moveTo(from: Buffer, to: Buffer): void {
  if (lstatSync(to, { throwIfNoEntry: false })?.isDirectory()) rmSync(to, { recursive: true });
  renameSync(from, to);
}

/** Owner's permissions that filling a directory takes. */
const FILLABLE = 0o700;

function enterDirectory(path: Buffer): void {
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing?.isDirectory()) {
    if ((existing.mode & FILLABLE) !== FILLABLE) chmodSync(path, (existing.mode & 0o7777) | FILLABLE);
    return;
  }
  if (existing) rmSync(path);
  mkdirSync(path, FILLABLE);
}

/** Mode and date; a symbolic link has no mode. */
function finishEntry(path: Buffer, entry: Entry): void {
  if (entry.type !== 'symlink') chmodSync(path, entry.mode);
  const date = entry.mtime + (entry.mtimeNs ?? 0) / 1e9;
  lutimesSync(path, date, date);
}

async function writeFile(path: Buffer, { size, path: name }: FileEntry, data: ByteStream | undefined): Promise<void> {
  const file = openSync(path, 'wx', 0o600);
  let written = 0;
  try {
    for await (const chunk of data ?? []) {
      written += chunk.byteLength;
      if (size <= SMALL) for (let at = 0; at < chunk.byteLength; ) at += writeSync(file, chunk, at);
      else for (let at = 0; at < chunk.byteLength; ) at += (await writeAsync(file, chunk, at)).bytesWritten;
    }
  } finally {
    closeSync(file);
  }
  if (written !== size) throw new Error(`${name}: ${written} bytes of ${size} came`);
}

function makeDevice(path: string, { type, major, minor }: DeviceEntry): void {
  run('mknod', [path, type === 'block-device' ? 'b' : 'c', String(major), String(minor)]);
}

/** Node has no call for these; the paths are our own and absolute. */
function run(program: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw Object.assign(new Error(stderr.trim()), { syscall: program });
}

/** Names in each directory, by its path, that stay. */
export type KeptNames = ReadonlyMap<string, ReadonlySet<string>>;

/** What other processes are making just now stays. Links are removed, not followed. */
function removeOthers(directory: Buffer, kept: ReadonlySet<string> = new Set()): void {
  for (const name of readdirSync(directory, { encoding: 'buffer' })) {
    const text = decodeName(name);
    if (kept.has(text) || IN_THE_MAKING.test(text)) continue;
    rmSync(Buffer.concat([directory, Buffer.from('/'), name]), { recursive: true, force: true });
  }
}

const IN_THE_MAKING = /^\.strake-(\d+-\d+-\d+)-[0-9a-f]{12}-\d+$/;

/** Removes what killed processes left in the making. */
export function sweepDirectory(root: string): void {
  for (const name of readdirSync(root)) {
    const mark = IN_THE_MAKING.exec(name)?.[1];
    if (mark !== undefined && isGone(mark)) rmSync(`${root}/${name}`, { force: true });
  }
}
