import { readdirSync, realpathSync } from 'node:fs';
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
 * only. Neither file needs to be part of the context. Throws `NOT_FOUND`, `UNREADABLE`.
 */
export function findDockerfile(contextDirectory: string, file?: string): FoundDockerfile {
  const wanted = file ?? join(contextDirectory, 'Dockerfile');
  const directory = dirname(wanted);
  const names = basename(wanted) === 'Dockerfile' ? ['Dockerfile', 'dockerfile'] : [basename(wanted)];
  for (const name of names) {
    const text = readFrom(directory, name);
    if (text !== undefined) return found(contextDirectory, directory, name, text);
  }
  throw new ContextError('NOT_FOUND', `no Dockerfile at ${JSON.stringify(wanted)}`, {
    data: { path: wanted },
    hint: hintFor(directory, basename(wanted)),
  });
}

/** Text of the directory's own `.dockerignore`, if it has one. */
export function readIgnoreFile(directory: string): string | undefined {
  return readFrom(directory === '' ? '/' : directory, '.dockerignore');
}

function found(contextDirectory: string, directory: string, name: string, text: string): FoundDockerfile {
  const path = join(directory, name);
  const own = `${name}.dockerignore`;
  for (const [place, ignore] of [
    [directory, own],
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
