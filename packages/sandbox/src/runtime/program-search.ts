import { confinePath, type EntryPath, resolve, type Tree } from '@strake/oci';
import { layeredTree } from '../snapshot/layered.ts';
import { isCovered } from './mounts/order.ts';
import { FROM_RELATIVE_PATH, NOT_ON_PATH, notExecuted, refused } from './program-failure.ts';
import type { RunSpec } from './sandbox.ts';

/** A command whose program has to be looked for. */
export type ProgramSearch = Pick<RunSpec, 'args' | 'env' | 'cwd'>;

/**
 * Why the program of a command cannot be executed, in the words of Docker's runtime, as far as the command and the files
 * in `root` tell: nothing where mounts onto `targets` decide, or the kernel does.
 */
export function programComplaint(root: string, search: ProgramSearch, targets: readonly string[]): string | undefined {
  const { args, env, cwd } = search;
  const [name = ''] = args;
  const broken = env.find(hasNul);
  if (broken !== undefined) {
    const variable = JSON.stringify(broken.slice(0, broken.indexOf('=')));
    return refused(name, `invalid environment variable ${variable}: contains nul byte (\\x00)`);
  }
  const complaint = complaintOfName(layeredTree([root]), name, { env, cwd }, targets);
  return complaint ?? (args.some(hasNul) ? notExecuted(name, 'invalid argument') : undefined);
}

/** What the kernel would be given ends there. */
function hasNul(word: string): boolean {
  return word.includes('\0');
}

type Place = Pick<ProgramSearch, 'env' | 'cwd'>;

function complaintOfName(
  tree: Pick<Tree, 'get'>,
  name: string,
  place: Place,
  targets: readonly string[],
): string | undefined {
  if (!name.includes('/')) return complaintOnPath(tree, name, place, targets);
  const reason = hasNul(name)
    ? `stat ${name}: invalid argument`
    : reasonFor(name, look(tree, absolute(name, place.cwd), targets));
  return reason && refused(name, reason);
}

function complaintOnPath(
  tree: Pick<Tree, 'get'>,
  name: string,
  { env, cwd }: Place,
  targets: readonly string[],
): string | undefined {
  for (const directory of hasNul(name) ? [] : searchedDirectories(env)) {
    const found = look(tree, absolute(`${directory}/${name}`, cwd, directory), targets);
    if (found === 'unknown') return undefined;
    if (found !== 'program') continue;
    return directory.startsWith('/') ? undefined : refused(name, FROM_RELATIVE_PATH);
  }
  return refused(name, NOT_ON_PATH);
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
