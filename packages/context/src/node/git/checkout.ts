import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { ContextError } from '../../error.ts';
import type { Commit } from './commit.ts';
import type { GitSource } from './git-source.ts';
import type { Remote } from './remote.ts';
import type { Git } from './run-git.ts';

/** Fetches the commit, no more history than needed, and checks it out into the directory that `git` works in. */
export async function checkOut(
  git: Git,
  remote: Remote,
  commit: Commit,
  { submodules = true }: GitSource,
  signal?: AbortSignal,
): Promise<void> {
  await git(['init', '--quiet', '--template='], signal);
  await git(['remote', 'add', '--', 'origin', remote.url], signal);
  await fetchCommit(git, commit, signal);
  await git(['checkout', '--quiet', '--detach', commit.id, '--'], signal);
  if (submodules) {
    await git(['submodule', '--quiet', 'update', '--init', '--recursive', '--depth=1', '--'], signal);
  }
}

const FETCH = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules'];

/** Servers need not give a commit by its id, nor part of a history: then the ref is asked for, at last everything. */
async function fetchCommit(git: Git, { id, ref }: Commit, signal: AbortSignal | undefined): Promise<void> {
  const ways = [
    [...FETCH, '--depth=1', '--', 'origin', id],
    ...(ref === undefined ? [] : [[...FETCH, '--depth=1', '--', 'origin', ref]]),
    [...FETCH, '--', 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'],
  ];
  let failure: unknown;
  for (const way of ways) {
    try {
      await git(way, signal);
      await git(['cat-file', '-e', `${id}^{commit}`], signal);
      return;
    } catch (error) {
      if (signal?.aborted) throw error;
      failure ??= error;
    }
  }
  throw new ContextError('GIT_FAILED', `cannot fetch commit ${id}: ${messageOf(failure)}`, { cause: failure });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where `subdir` lies in the checkout. A link on the way could lead out of it, and is refused (CVE-2026-33748). */
export function directoryIn(checkout: string, subdir: string): string {
  let path = checkout;
  for (const name of subdir.split('/').filter((part) => part !== '' && part !== '.')) {
    path = join(path, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (name === '..' || name.toLowerCase() === '.git' || !stat?.isDirectory())
      throw noSubdir(subdir, name, stat !== undefined);
  }
  return path;
}

function noSubdir(subdir: string, name: string, exists: boolean): ContextError {
  const reason = exists ? `${JSON.stringify(name)} is no directory` : `there is no ${JSON.stringify(name)}`;
  return new ContextError('GIT_FAILED', `invalid subdir ${JSON.stringify(subdir)}: ${reason}`, {
    data: { subdir },
    hint: 'name a directory of the repository, not a link to one',
  });
}
