import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { type DiskStore, findLink, isGone, makeDirectories, ownMark, sweep } from '@strake/oci/node';
import { sweepFile } from './atomic-file.ts';
import { sweepDirectory } from './write-directory.ts';

/** What is made at a path of the user's: its unfinished parts lie beside the file, or in the directory. */
export interface Destination {
  readonly kind: 'file' | 'directory' | 'layout';
  /** Taken from the working directory. */
  readonly path: string;
}

/**
 * Notes in the store what is being written while `work` is at it: when it is killed, the next build removes what it
 * left, whatever that writes itself. Where the store cannot be written to, it is done without.
 */
export async function whileNoted<T>(destination: Destination, store: DiskStore, work: () => Promise<T>): Promise<T> {
  const note = join(notesOf(store), `${ownMark()}.${randomUUID().slice(0, 8)}`);
  try {
    makeDirectories(notesOf(store), 0o700);
    writeFileSync(note, JSON.stringify({ ...destination, path: resolve(destination.path) }), { flag: 'wx' });
  } catch {
    return work();
  }
  try {
    return await work();
  } finally {
    rmSync(note, { force: true });
  }
}

/** Removes what processes that are gone for certain left unfinished; of files, only those that bear their mark. */
export async function sweepUnfinished(store: DiskStore): Promise<void> {
  for (const name of namesIn(notesOf(store))) {
    if (!isGone(name.slice(0, name.indexOf('.')))) continue;
    const note = join(notesOf(store), name);
    const destination = destinationOf(note);
    if (destination) await sweepAt(destination).catch(() => {});
    rmSync(note, { force: true });
  }
}

async function sweepAt({ kind, path: place }: Destination): Promise<void> {
  const path = await realpath(place).catch(() => place);
  if (kind === 'file') await sweepFile(dirname(path), basename(path));
  else if (kind === 'directory') sweepDirectory(path);
  else if (findLink(path, 'ingest') === undefined) sweep(join(path, 'ingest'));
}

function destinationOf(note: string): Destination | undefined {
  try {
    const { kind, path } = JSON.parse(readFileSync(note, 'utf8')) as Partial<Record<keyof Destination, unknown>>;
    const known = kind === 'file' || kind === 'directory' || kind === 'layout';
    return known && typeof path === 'string' && isAbsolute(path) ? { kind, path } : undefined;
  } catch {
    return undefined;
  }
}

function notesOf({ directory }: DiskStore): string {
  return join(directory, 'outputs');
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
