import { confinePath, type EntryPath, resolve, type Tree } from '@strake/oci';
import { layeredTree } from '../snapshot/layered.ts';
import { isCovered } from './mounts/order.ts';

/** A command whose program has to be looked for. */
export interface ProgramSearch {
  readonly name: string;
  readonly env: readonly string[];
  readonly cwd: string;
}

/**
 * Why the program of a command cannot be executed, in the words of Docker's runtime, as far as the files in `root` tell:
 * nothing where mounts onto `targets` decide, or the kernel does.
 */
export function programComplaint(root: string, search: ProgramSearch, targets: readonly string[]): string | undefined {
  const tree = layeredTree([root]);
  const quoted = `exec: ${JSON.stringify(search.name)}`;
  if (search.name.includes('/')) {
    const reason = fileComplaint(search.name, look(tree, absolute(search.name, search.cwd), targets));
    return reason && `${quoted}: ${reason}`;
  }
  for (const directory of pathOf(search.env).split(':')) {
    const found = look(tree, absolute(`${directory}/${search.name}`, search.cwd, directory), targets);
    if (found === 'unknown') return undefined;
    if (found !== 'program') continue;
    return directory.startsWith('/')
      ? undefined
      : `${quoted}: cannot run executable found relative to current directory`;
  }
  return `${quoted}: executable file not found in $PATH`;
}

/** PATH of an environment. */
export function pathOf(env: readonly string[]): string {
  return env.findLast((variable) => variable.startsWith('PATH='))?.slice('PATH='.length) || '/';
}

function absolute(path: string, cwd: string, first: string = path): string {
  return first.startsWith('/') ? path : `${cwd}/${path}`;
}

type Look = 'program' | 'file' | 'directory' | 'missing' | 'unknown';

function look(tree: Pick<Tree, 'get'>, path: string, targets: readonly string[]): Look {
  const wanted: EntryPath = confinePath(path);
  const found = resolve(tree, wanted, { followLast: true });
  if (found.kind === 'missing')
    return isCovered(found.path, targets) || isCovered(wanted, targets) ? 'unknown' : 'missing';
  if (found.kind !== 'found' || isCovered(found.path, targets)) return 'unknown';
  if (found.entry.type === 'directory') return 'directory';
  return 'mode' in found.entry && (found.entry.mode & 0o111) !== 0 ? 'program' : 'file';
}

function fileComplaint(name: string, found: Look): string | undefined {
  if (found === 'missing') return `stat ${name}: no such file or directory`;
  if (found === 'directory') return 'is a directory';
  return found === 'file' ? 'permission denied' : undefined;
}
