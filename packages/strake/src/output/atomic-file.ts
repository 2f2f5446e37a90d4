import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ByteStream } from '@strake/core';
import { isLeftBehind, ownMark } from '@strake/oci/node';
import { writeIntoPipe } from './write-into-pipe.ts';

/** How a file is written. */
export interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
  /** The file is on the disk when this ends, and keeps its owner or is left alone: a file of the user's own. */
  readonly keep?: boolean;
}

/**
 * Writes a file so that there is the old one or the whole new one, whatever happens meanwhile; a link's target is
 * replaced or made, not the link. The new one has the mode of the old, and its owner where this user may give it away.
 * Into what is no file (a pipe, a device) or has no name any more the bytes are written as they come. The result is the
 * number of bytes.
 */
export async function writeFileAtomically(
  dest: string,
  data: ByteStream,
  { signal, keep = false }: WriteOptions = {},
): Promise<number> {
  const replacement = await openReplacement(dest, { keep });
  if (!replacement) {
    if ((await stat(dest)).isFIFO()) return writeIntoPipe(dest, data, signal);
    const file = await open(dest, 'w');
    try {
      return await writeInto(file, data, { signal });
    } finally {
      await file.close();
    }
  }
  try {
    const size = await writeInto(replacement.file, data, { signal, keep });
    await replacement.commit();
    return size;
  } finally {
    await replacement[Symbol.asyncDispose]();
  }
}

/** A file in the making, beside the place that it is to have. What has not been committed is gone once it is disposed of. */
export interface Replacement extends AsyncDisposable {
  readonly file: FileHandle;
  /** Closes it and puts it in its place. */
  commit(): Promise<void>;
}

/** Undefined where bytes can only be written into what there is: see `writeFileAtomically`. */
export async function openReplacement(
  dest: string,
  { keep = false }: Pick<WriteOptions, 'keep'> = {},
): Promise<Replacement | undefined> {
  const place = await findPlace(dest);
  if (!place) return undefined;
  const { path, existing } = place;
  const directory = dirname(path);
  await sweepFile(directory, basename(path));
  const temporary = join(directory, temporaryName(basename(path)));
  const file = await open(temporary, 'wx', existing || keep ? 0o600 : 0o666);
  let isDone = false;
  const replacement: Replacement = {
    file,
    commit: async () => {
      await file.close();
      await rename(temporary, path);
      isDone = true;
    },
    [Symbol.asyncDispose]: async () => {
      await file.close();
      if (!isDone) await rm(temporary, { force: true });
    },
  };
  try {
    if (existing) await putOnOwner(file, existing, keep);
  } catch (error) {
    await replacement[Symbol.asyncDispose]();
    throw error;
  }
  return replacement;
}

interface FilePlace {
  /** No link. */
  readonly path: string;
  readonly existing: Stats | undefined;
}

/**
 * Undefined for what is no file, and for a file without a name, to which `/proc` still has links. `stat` is asked of the
 * link itself, for the kernel refuses to follow some that others have planted.
 */
async function findPlace(dest: string): Promise<FilePlace | undefined> {
  const existing = await ifThere(stat(dest));
  if (!existing) return { path: await endOfLinks(dest), existing };
  if (!existing.isFile()) return undefined;
  // One that is being replaced may look as if it had none.
  if (existing.nlink === 0 && (await ifThere(lstat(dest)))?.isSymbolicLink()) return undefined;
  return { path: (await ifThere(realpath(dest))) ?? dest, existing };
}

/** Links that Linux follows one after another. */
const MOST_LINKS = 40;

/** Where links lead that lead to nothing. */
async function endOfLinks(path: string, most = MOST_LINKS): Promise<string> {
  const directory = await ifThere(realpath(dirname(path)));
  if (directory === undefined) return path;
  const here = join(directory, basename(path));
  const target = await readlink(here).catch(() => undefined);
  return target === undefined || most === 0 ? here : endOfLinks(resolve(directory, target), most - 1);
}

async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function putOnOwner(file: FileHandle, { uid, gid, mode }: Stats, must: boolean): Promise<void> {
  const isOwn = uid === process.getuid?.() && gid === process.getgid?.();
  const given =
    isOwn ||
    (await file.chown(uid, gid).then(
      () => true,
      (error: unknown) => {
        if (must) throw error;
        return false;
      },
    ));
  await file.chmod(mode & (given ? 0o7777 : 0o777));
}

/** The result is the number of bytes. No chunk is looked at once the next has been asked for. */
async function writeInto(file: FileHandle, data: ByteStream, { signal, keep = false }: WriteOptions): Promise<number> {
  let size = 0;
  for await (const chunk of data) {
    signal?.throwIfAborted();
    await file.writeFile(chunk);
    size += chunk.byteLength;
  }
  if (keep) await file.sync();
  return size;
}

/** Longest file name that file systems take, in bytes. */
const LONGEST = 255;

function temporaryName(name: string): string {
  const rest = `.${ownMark()}.${randomUUID().slice(0, 8)}.tmp`;
  return `${prefixOf(name)}${rest}`;
}

/** Says whose file a temporary one is to become, shortened where names are long. */
function prefixOf(name: string): string {
  const room = LONGEST - 80;
  return `.${Buffer.byteLength(name) <= room ? name : name.slice(0, Math.floor(room / 4))}`;
}

/** Removes what killed processes left of the file `name`. */
export async function sweepFile(directory: string, name: string): Promise<void> {
  const prefix = `${prefixOf(name)}.`;
  for (const found of await readdir(directory).catch(() => [])) {
    const mark = found.startsWith(prefix) ? /^([\d-]+)\.\w{8}\.tmp$/.exec(found.slice(prefix.length))?.[1] : undefined;
    const path = join(directory, found);
    // Another user's stays, and is in nobody's way.
    if (mark !== undefined && isLeftBehind(path, mark)) await unlink(path).catch(() => undefined);
  }
}
