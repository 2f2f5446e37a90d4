import { Buffer } from 'node:buffer';
import { createHash, hash } from 'node:crypto';
import { closeSync, constants, existsSync, fstatSync, openSync, readlinkSync, readSync, realpathSync } from 'node:fs';
import type { ByteStream, Digest } from '@strake/core';
import { encodeName, type EntryPath, type OpenOptions } from '@strake/oci';
import { type FileStamp, sameStamp, stampOf } from './file-stamp.ts';
import { changed, isGone, systemCode, unreadable } from './host-error.ts';
import { type HostPath, hostPath } from './host-path.ts';
import { createPacer, type Pacer } from './pacer.ts';

/** A file of the context as the walk saw it. */
export interface SeenFile {
  /** Of the context; absolute, without links. */
  readonly root: string;
  readonly path: EntryPath;
  readonly stamp: FileStamp;
  /** Whether others than this user could put a link in the place of a directory above it (see `exposure.ts`). */
  readonly exposed: boolean;
}

/** Files up to this many bytes are hashed at one go. */
export const SMALL: number = 1024 * 1024;
const CHUNK = 256 * 1024;

/** Digest of a file. Blocks until it is read. */
export function hashFile(file: SeenFile): Digest {
  return reading(file, (fd) =>
    file.stamp.size > SMALL
      ? hashLarge(file, fd)
      : digestOfBytes(fill(small.subarray(0, Number(file.stamp.size)), file, fd)),
  );
}

/** Digest of a file of any size; other work has its turn meanwhile. */
export async function hashFileInTurns(file: SeenFile, pacer: Pacer, signal?: AbortSignal): Promise<Digest> {
  const hasher = createHash('sha256');
  for await (const chunk of readInTurns(file, pacer, { reuse: true }, signal)) hasher.update(chunk);
  return `sha256:${hasher.digest('hex')}`;
}

/** The bytes of a file. Throws `CHANGED` when it is not, or does not stay, the file that the walk saw. */
export async function* readFile(file: SeenFile, options: OpenOptions = {}, signal?: AbortSignal): ByteStream {
  yield* readInTurns(file, createPacer(), options, signal);
}

async function* readInTurns(
  file: SeenFile,
  pacer: Pacer,
  { reuse = false }: OpenOptions,
  signal: AbortSignal | undefined,
): ByteStream {
  const fd = openSeen(file);
  const size = Number(file.stamp.size);
  const memory = reuse ? Buffer.allocUnsafe(Math.min(size, CHUNK)) : undefined;
  try {
    for (let left = size; left > 0; ) {
      await pacer.pause(signal);
      const chunk = memory?.subarray(0, left) ?? Buffer.allocUnsafe(Math.min(left, CHUNK));
      const count = readSome(file, fd, chunk, 0, chunk.byteLength);
      left -= count;
      yield chunk.subarray(0, count);
    }
    checkUnchanged(file, fd);
  } finally {
    closeSync(fd);
  }
}

function reading<T>(file: SeenFile, use: (fd: number) => T): T {
  const fd = openSeen(file);
  try {
    const result = use(fd);
    checkUnchanged(file, fd);
    return result;
  } finally {
    closeSync(fd);
  }
}

/** The bytes of a file of at most `SMALL` bytes, in `memory` of their size. Throws as `readFile`. */
export function readSmallFile(
  file: SeenFile,
  memory: Buffer = Buffer.allocUnsafe(Number(file.stamp.size)),
): Uint8Array {
  return reading(file, (fd) => fill(memory, file, fd));
}

/** Digest of bytes at hand. */
export function digestOfBytes(bytes: Uint8Array): Digest {
  return `sha256:${hash('sha256', bytes, 'hex')}`;
}

/** For what is hashed, and forgotten, before anything else has its turn. */
const small = Buffer.allocUnsafeSlow(SMALL);

/** Fills `memory` with the beginning of the file. */
function fill(memory: Buffer, file: SeenFile, fd: number): Buffer {
  for (let filled = 0; filled < memory.byteLength; )
    filled += readSome(file, fd, memory, filled, memory.byteLength - filled);
  return memory;
}

function hashLarge(file: SeenFile, fd: number): Digest {
  const hasher = createHash('sha256');
  for (let left = Number(file.stamp.size); left > 0; ) {
    const size = readSome(file, fd, small, 0, Math.min(left, SMALL));
    hasher.update(small.subarray(0, size));
    left -= size;
  }
  return `sha256:${hasher.digest('hex')}`;
}

function readSome(file: SeenFile, fd: number, target: Buffer, at: number, length: number): number {
  let size: number;
  try {
    size = readSync(fd, target, at, length, null);
  } catch (error) {
    throw unreadable(file.path, error);
  }
  if (size === 0) throw changed(file.path, 'became shorter');
  return size;
}

const { O_RDONLY } = constants;
/** Neither a link nor a fifo put in the file's place is followed or waited for. Windows has neither flag. */
const FLAGS = O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function openSeen(file: SeenFile): number {
  const host = hostPath(file.root, file.path);
  const fd = openHost(file, host);
  try {
    if (!sameStamp(stampOf(fstatSync(fd, { bigint: true })), file.stamp)) throw changed(file.path, 'was changed');
    if (file.exposed && !isAt(fd, host)) throw changed(file.path, 'was moved');
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function openHost(file: SeenFile, host: HostPath): number {
  try {
    return openSync(host, FLAGS);
  } catch (error) {
    const code = systemCode(error);
    if (isGone(error) || code === 'ELOOP' || code === 'ENXIO') throw changed(file.path, 'was replaced or removed');
    throw unreadable(file.path, error);
  }
}

function checkUnchanged(file: SeenFile, fd: number): void {
  if (!sameStamp(stampOf(fstatSync(fd, { bigint: true })), file.stamp)) throw changed(file.path, 'was changed');
}

const PROC = existsSync('/proc/self/fd');

/**
 * Whether the open file lies at exactly this path: a directory on the way, replaced by a link after the walk, would
 * have led elsewhere. Where the kernel cannot be asked, the path is resolved once more.
 */
function isAt(fd: number, host: HostPath): boolean {
  if (!PROC) return samePath(realpathSync.native(host), host);
  return typeof host === 'string'
    ? readlinkSync(`/proc/self/fd/${fd}`) === host
    : readlinkSync(`/proc/self/fd/${fd}`, { encoding: 'buffer' }).equals(host);
}

function samePath(found: string, host: HostPath): boolean {
  return Buffer.from(encodeName(found)).equals(typeof host === 'string' ? Buffer.from(host) : host);
}
