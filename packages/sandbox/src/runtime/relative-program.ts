import { confinePath, resolve } from '@strake/oci';
import { layeredTree } from '../snapshot/layered.ts';

/** A command whose program has to be looked for. */
export interface ProgramSearch {
  readonly name: string;
  readonly env: readonly string[];
  readonly cwd: string;
}

/**
 * Whether the first program of that name on PATH lies in a directory given relative to the working directory, which
 * Docker's runtime finds but refuses to execute.
 */
export function isFoundRelative(root: string, { name, env, cwd }: ProgramSearch): boolean {
  const directories = pathOf(env).split(':');
  if (name === '' || name.includes('/') || directories.every(isAbsolute)) return false;
  const tree = layeredTree([root]);
  const isProgram = (path: string): boolean => {
    const found = resolve(tree, confinePath(path), { followLast: true });
    if (found.kind !== 'found' || found.entry.type === 'directory' || !('mode' in found.entry)) return false;
    return (found.entry.mode & 0o111) !== 0;
  };
  const first = directories.find((directory) =>
    isProgram(isAbsolute(directory) ? `${directory}/${name}` : `${cwd}/${directory}/${name}`),
  );
  return first !== undefined && !isAbsolute(first);
}

/** PATH of an environment. */
export function pathOf(env: readonly string[]): string {
  return env.findLast((variable) => variable.startsWith('PATH='))?.slice('PATH='.length) || '/';
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}
