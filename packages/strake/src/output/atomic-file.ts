import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ByteStream } from '@strake/core';
import { isGone, ownMark } from '@strake/oci/node';

/** How a file is written. */
export interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
  /** A file that was there keeps its owner and mode, and is on the disk when this ends: a file of the user's own. */
  readonly keep?: boolean;
}

/**
 * Writes a file so that there is the old one or the whole new one, whatever happens meanwhile; a link's target is
 * replaced, not the link. Into what is no file (a pipe, a device) the bytes are written as they come. The result is the
 * number of bytes.
 */
export async function writeFileAtomically(
  dest: string,
  data: ByteStream,
  { signal, keep = false }: WriteOptions = {},
): Promise<number> {
  const replacement = await openReplacement(dest, { keep });
  if (!replacement) {
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
  const path = await realpath(dest).catch(() => dest);
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) return undefined;
  const directory = dirname(path);
  await sweepFile(directory, basename(path));
  const temporary = join(directory, temporaryName(basename(path)));
  const file = await open(temporary, 'wx', keep ? 0o600 : 0o666);
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
    if (keep && existing) await putOnOwner(file, existing);
  } catch (error) {
    await replacement[Symbol.asyncDispose]();
    throw error;
  }
  return replacement;
}

async function putOnOwner(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  if (uid !== process.getuid?.() || gid !== process.getgid?.()) await file.chown(uid, gid);
  await file.chmod(mode & 0o7777);
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
    if (mark !== undefined && isGone(mark)) await rm(join(directory, found), { force: true });
  }
}
