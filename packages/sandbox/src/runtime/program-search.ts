import { confinePath, type EntryPath, resolve, type Tree } from '@strake/oci';
import { layeredTree } from '../snapshot/layered.ts';
import { isCovered } from './mounts/order.ts';
import { refused } from './program-failure.ts';

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
  const { name, cwd } = search;
  if (!name.includes('/')) return complaintOnPath(tree, search, targets);
  const found = look(tree, absolute(name, cwd), targets);
  const reason = reasonFor(name, found);
  return reason && refused(name, reason);
}

function complaintOnPath(
  tree: Pick<Tree, 'get'>,
  { name, env, cwd }: ProgramSearch,
  targets: readonly string[],
): string | undefined {
  for (const directory of searchedDirectories(env)) {
    const found = look(tree, absolute(`${directory}/${name}`, cwd, directory), targets);
    if (found === 'unknown') return undefined;
    if (found !== 'program') continue;
    return directory.startsWith('/')
      ? undefined
      : refused(name, 'cannot run executable found relative to current directory');
  }
  return refused(name, 'executable file not found in $PATH');
}

/** The directories of an environment's PATH; none when it is empty. */
export function searchedDirectories(env: readonly string[]): readonly string[] {
  const path = env.findLast((variable) => variable.startsWith('PATH='))?.slice('PATH='.length) ?? '';
  return path === '' ? [] : path.split(':');
}

function absolute(path: string, cwd: string, first: string = path): string {
  return first.startsWith('/') ? path : `${cwd}/${path}`;
}

type Look = 'program' | 'file' | 'directory' | 'missing' | 'not-directory' | 'loop' | 'unknown';

function look(tree: Pick<Tree, 'get'>, path: string, targets: readonly string[]): Look {
  const wanted: EntryPath = confinePath(path);
  const found = resolve(tree, wanted, { followLast: true });
  if (isCovered(found.path, targets) || isCovered(wanted, targets)) return 'unknown';
  if (found.kind !== 'found') return found.kind;
  if (found.entry.type === 'directory') return 'directory';
  return 'mode' in found.entry && (found.entry.mode & 0o111) !== 0 ? 'program' : 'file';
}

const UNREACHABLE: Partial<Record<Look, string>> = {
  missing: 'no such file or directory',
  'not-directory': 'not a directory',
  loop: 'too many levels of symbolic links',
};

function reasonFor(name: string, found: Look): string | undefined {
  const unreachable = UNREACHABLE[found];
  if (unreachable !== undefined) return `stat ${name}: ${unreachable}`;
  if (found === 'directory') return 'is a directory';
  return found === 'file' ? 'permission denied' : undefined;
}
