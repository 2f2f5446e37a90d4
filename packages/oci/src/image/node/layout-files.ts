import { close, closeSync, constants, fstatSync, lstatSync, open, openSync, read, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ByteStream } from '@strake/core';
import { compressionOf } from '../../compress/sniff.ts';
import { OciError } from '../../error.ts';
import { joinPath, parentPath, parseEntryPath } from '../../model/index.ts';
import { diskError, errorCode } from '../../store/node/disk-error.ts';
import { createTarReader } from '../../tar/tar-reader.ts';

/** The files of a layout, wherever they are. */
export interface LayoutFiles {
  /** For messages. */
  readonly place: string;
  has(path: string): boolean;
  /** Throws `IMAGE_NOT_FOUND` when there is no such file. */
  read(path: string, signal?: AbortSignal): ByteStream;
  size(path: string): number | undefined;
}

const CHUNK = 1024 * 1024;
const openAsync = promisify(open);
const closeAsync = promisify(close);
const readAsync = promisify(read);

/** A directory, or a tar of one. Throws `LAYOUT_INVALID`, `STORE_FAILED`, `TAR_INVALID`. */
export function openLayoutFiles(path: string): LayoutFiles {
  try {
    return statSync(path).isDirectory() ? directoryFiles(path) : archiveFiles(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT')
      throw new OciError('LAYOUT_INVALID', `no such file or directory: ${path}`, { data: { errno: 'ENOENT' } });
    throw diskError(`open ${path}`, error);
  }
}

function directoryFiles(directory: string): LayoutFiles {
  const sizeOf = (path: string): number | undefined => {
    const stat = lstatSync(join(directory, path), { throwIfNoEntry: false });
    refuseLinks(directory, path);
    return stat?.isFile() ? stat.size : undefined;
  };
  return {
    place: directory,
    has: (path) => sizeOf(path) !== undefined,
    size: sizeOf,
    read: (path, signal) => {
      const size = sizeOf(path);
      if (size === undefined) throw missing(directory, path);
      return readPart(join(directory, path), 0, size, signal);
    },
  };
}

/** A layout from outside could name any file of the host by a link. Throws `LAYOUT_INVALID`. */
function refuseLinks(directory: string, path: string): void {
  const names = path.split('/');
  for (let count = 1; count <= names.length; count += 1) {
    const part = names.slice(0, count).join('/');
    if (!lstatSync(join(directory, part), { throwIfNoEntry: false })?.isSymbolicLink()) continue;
    throw new OciError('LAYOUT_INVALID', `${directory}: ${part} is a symbolic link`, {
      hint: 'links in layouts are not followed: copy it with cp -rL',
      data: { place: directory, path: part },
    });
  }
}

interface Member {
  readonly offset: number;
  readonly size: number;
}

/** Reads the headers of the archive, and skips what lies between. Names in it are keys of a map, never host paths. */
function archiveFiles(path: string): LayoutFiles {
  const members = scan(path);
  return {
    place: path,
    has: (name) => members.has(name),
    size: (name) => members.get(name)?.size,
    read: (name, signal) => {
      const member = members.get(name);
      if (!member) throw missing(path, name);
      return readPart(path, member.offset, member.size, signal);
    },
  };
}

function scan(path: string): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  const reader = createTarReader({
    entry: (entry) => {
      members.delete(entry.path);
      if (entry.type === 'file') members.set(entry.path, { offset: entry.offset, size: entry.size });
      const target = 'target' in entry ? targetOf(entry.type, entry.path, entry.target) : undefined;
      const linked = target === undefined ? undefined : members.get(target);
      if (linked) members.set(entry.path, linked);
    },
    data: () => undefined,
  });
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = new Uint8Array(64 * 1024);
    const packed = compressionOf(buffer.subarray(0, readSync(file, buffer, 0, 4, 0)));
    if (packed !== 'uncompressed')
      throw new OciError('LAYOUT_INVALID', `${path} is compressed (${packed})`, { hint: 'unpack the archive first' });
    for (let at = 0; at < size; ) {
      const skipped = Math.min(reader.skippable, size - at);
      reader.skip(skipped);
      at += skipped;
      const count = readSync(file, buffer, 0, buffer.byteLength, at);
      if (count === 0) break;
      reader.push(buffer.subarray(0, count));
      at += count;
    }
    reader.end();
  } finally {
    closeSync(file);
  }
  return members;
}

/** Older `docker save` links equal layers to each other. */
function targetOf(type: string, path: string, target: string): string | undefined {
  if (type === 'hardlink') return target;
  const up = target.startsWith('../') ? parentPath(parentPath(path)) : parentPath(path);
  const joined = parseEntryPath(joinPath(up, target.replace(/^\.\.\//, '')));
  return joined.ok ? joined.value : undefined;
}

async function* readPart(path: string, offset: number, size: number, signal: AbortSignal | undefined): ByteStream {
  const file = await openAsync(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
    throw diskError(`read ${path}`, error);
  });
  try {
    for (let at = 0; at < size; ) {
      signal?.throwIfAborted();
      const buffer = new Uint8Array(Math.min(CHUNK, size - at));
      const { bytesRead } = await readAsync(file, buffer, 0, buffer.byteLength, offset + at);
      if (bytesRead === 0) throw new OciError('LAYOUT_INVALID', `${path} became shorter while it was read`);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await closeAsync(file);
  }
}

function missing(place: string, path: string): OciError {
  return new OciError('IMAGE_NOT_FOUND', `${place} has no ${path}`, { data: { place, path } });
}
