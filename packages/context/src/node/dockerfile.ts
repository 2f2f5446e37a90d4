import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suggest } from '@strake/core';
import { ContextError } from '../error.ts';
import { readTextInside } from './disk.ts';
import { isGone, systemCode } from './host-error.ts';

/** A Dockerfile and the ignore file that goes with it. */
export interface FoundDockerfile {
  /** Path on this machine. */
  readonly path: string;
  readonly text: string;
  /** For the main context: `<Dockerfile>.dockerignore`, else the context's `.dockerignore`. */
  readonly ignoreFile?: { readonly path: string; readonly text: string };
}

/**
 * The Dockerfile of a build: `file`, a path on this machine, or `Dockerfile` in the context directory. When a file of
 * exactly that name is missing, `dockerfile` beside it counts. Links are followed inside the Dockerfile's own directory
 * only. Neither file needs to be part of the context. What a shell hands over as an open file (`-f <(command)`) is read
 * to its end. Throws `NOT_FOUND`, `UNREADABLE`, `WRONG_TYPE`.
 */
export function findDockerfile(contextDirectory: string, file?: string): FoundDockerfile {
  const wanted = file ?? join(contextDirectory, 'Dockerfile');
  if (/^\/(?:dev|proc\/self)\/fd\/\d+$/.test(wanted)) {
    const text = readOpenFile(wanted);
    if (text !== undefined) return withIgnoreFile(contextDirectory, wanted, text);
  }
  const directory = dirname(wanted);
  const names = basename(wanted) === 'Dockerfile' ? ['Dockerfile', 'dockerfile'] : [basename(wanted)];
  for (const name of names) {
    const text = readFrom(directory, name);
    if (text !== undefined) return withIgnoreFile(contextDirectory, join(directory, name), text);
  }
  refuseOddFile(wanted);
  refuseLink(wanted);
  throw new ContextError('NOT_FOUND', `no Dockerfile at ${JSON.stringify(wanted)}`, {
    data: { path: wanted },
    hint: hintFor(directory, basename(wanted)),
  });
}

/** Text of the directory's own `.dockerignore`, if it has one. */
export function readIgnoreFile(directory: string): string | undefined {
  return readFrom(directory === '' ? '/' : directory, '.dockerignore');
}

/** Text of an open pipe; undefined for anything else. */
function readOpenFile(path: string): string | undefined {
  try {
    return statSync(path).isFIFO() ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Says what is at `path` when it is there, but cannot be a Dockerfile. */
function refuseOddFile(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (!stat || stat.isFile()) return;
  const what = stat.isDirectory() ? 'a directory' : stat.isFIFO() ? 'a named pipe' : 'no regular file';
  throw new ContextError('WRONG_TYPE', `the Dockerfile ${JSON.stringify(path)} is ${what}`, {
    data: { path },
    hint: stat.isDirectory() ? `did you mean ${JSON.stringify(join(path, 'Dockerfile'))}?` : 'pipe it into -f -',
  });
}

/** A link that was not followed: it is dangling, or leads out of its directory. */
function refuseLink(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const target = JSON.stringify(readlinkSync(path));
  throw new ContextError('NOT_FOUND', `the Dockerfile ${JSON.stringify(path)} is a link to ${target}`, {
    data: { path },
    hint: 'links are followed inside of their directory only: name the file itself with -f',
  });
}

function withIgnoreFile(contextDirectory: string, path: string, text: string): FoundDockerfile {
  const own = `${basename(path)}.dockerignore`;
  for (const [place, ignore] of [
    [dirname(path), own],
    [contextDirectory, '.dockerignore'],
  ] as const) {
    const patterns = readFrom(place, ignore);
    if (patterns !== undefined) return { path, text, ignoreFile: { path: join(place, ignore), text: patterns } };
  }
  return { path, text };
}

function readFrom(directory: string, name: string): string | undefined {
  try {
    const root = realpathSync.native(directory);
    return readTextInside(root === '/' ? '' : root, name);
  } catch (error) {
    if (error instanceof ContextError) throw error;
    if (isGone(error)) return undefined;
    const path = join(directory, name);
    throw new ContextError('UNREADABLE', `cannot read ${JSON.stringify(path)}: ${systemCode(error)}`, {
      cause: error,
      data: { path },
      hint: 'make it readable for this user',
    });
  }
}

/** What there is instead. */
function hintFor(directory: string, name: string): string {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch {
    return `there is no directory ${JSON.stringify(directory)}; is the path right?`;
  }
  const near =
    suggest(name, names) ?? names.find((other) => /dockerfile|containerfile/i.test(other) && !other.endsWith('ignore'));
  return near === undefined
    ? 'create one, or name another file with -f'
    : `did you mean ${JSON.stringify(join(directory, near))}? Pass it with -f`;
}
