import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemReason } from '@strake/oci/node';
import { BuildError } from '../../error.ts';

/** Names that Dockerfiles go by. */
const NAMES = [
  'Dockerfile',
  'Containerfile',
  '{Dockerfile,Containerfile}.*',
  '*.{dockerfile,Dockerfile,containerfile}',
];
const SKIPPED = ['**/node_modules/**', '**/.git/**', '**/*.dockerignore', '**/*.containerignore'];

/**
 * The files that arguments of a command stand for: `-` is standard input, a directory all Dockerfiles in it, what is no
 * file a glob. Sorted within an argument, each once; paths are relative where the argument is.
 */
export async function findFiles(args: readonly string[], cwd: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const arg of args.length === 0 ? ['.'] : args) {
    for (const file of await filesOf(arg, cwd)) found.add(file);
  }
  return [...found];
}

async function filesOf(arg: string, cwd: string): Promise<readonly string[]> {
  if (arg === '-') return ['-'];
  const stats = await stat(resolve(cwd, arg)).catch(() => undefined);
  if (stats && !stats.isDirectory()) return [arg];
  const { default: glob } = await import('fast-glob');
  if (stats) {
    const patterns = NAMES.map((name) => `**/${name}`);
    const search = { cwd: resolve(cwd, arg), ignore: SKIPPED, dot: true, followSymbolicLinks: false };
    const files = await glob(patterns, search).catch((cause: NodeJS.ErrnoException) => {
      const place = cause.path === undefined ? '' : `${cause.path}: `;
      throw missing(`cannot look for Dockerfiles in ${arg}: ${place}${systemReason(cause)}`, cause);
    });
    if (files.length === 0) throw missing(`there is no Dockerfile in ${arg}`);
    return files.sort().map((file) => join(arg, file));
  }
  const files = glob.isDynamicPattern(arg) ? await glob(arg, { cwd, ignore: SKIPPED, dot: true }) : [];
  if (files.length === 0) throw missing(`there is no file ${arg}`);
  return files.sort();
}

function missing(message: string, cause?: Error): BuildError {
  return new BuildError('DOCKERFILE_MISSING', message, {
    cause,
    hint: 'name files, directories, globs in quotes, or - for standard input',
  });
}
