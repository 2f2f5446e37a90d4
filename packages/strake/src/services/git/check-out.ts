import { existsSync, lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExecutorError } from '@strake/executor';
import type { GitOp } from '@strake/planner/graph';
import type { Commit } from './resolve-commit.ts';
import { type RunGit, shownRemote } from './run-git.ts';

export interface CheckedOut {
  /** The directory that was asked for. */
  readonly directory: string;
  /** When the commit was made, in seconds since 1970. */
  readonly time: number;
}

/** Fetches a commit without its history and checks it out in `directory`, which must not exist. */
export async function checkOut(op: GitOp, commit: Commit, directory: string, git: RunGit): Promise<CheckedOut> {
  const format = commit.id.length === 64 ? ['--object-format=sha256'] : [];
  await git(['init', '--quiet', '--template=', ...format, '--', directory]);
  const inside: RunGit = (args) => git(args, { directory });
  await inside(['config', 'remote.origin.url', op.remote]);
  await inside(['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*']);
  await fetchCommit(op, commit, inside);
  await inside(['checkout', '--quiet', '--force', '--detach', commit.id]);
  if (op.submodules && existsSync(join(directory, '.gitmodules')))
    await inside(['submodule', 'update', '--quiet', '--init', '--recursive', '--depth=1']);
  const time = Number(await inside(['show', '--no-patch', '--format=%ct', commit.id]));
  for (const file of ['FETCH_HEAD', 'ORIG_HEAD', 'logs'])
    rmSync(join(directory, '.git', file), { recursive: true, force: true });
  return { directory: subdirectory(op, directory), time };
}

/** Some servers give a commit only by the name of its ref, and some only with its history. */
async function fetchCommit({ remote }: GitOp, { id, ref }: Commit, git: RunGit): Promise<void> {
  const wishes = [
    ['--depth=1', '--', 'origin', id],
    ...(ref === undefined ? [] : [['--depth=1', '--', 'origin', ref]]),
    ['--', 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'],
  ];
  let failure: unknown;
  for (const wish of wishes) {
    try {
      await git(['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...wish]);
      await git(['cat-file', '-e', `${id}^{commit}`]);
      return;
    } catch (error) {
      if (!(error instanceof ExecutorError)) throw error;
      failure ??= error;
    }
  }
  throw new ExecutorError('NO_SOURCE', `${shownRemote(remote)}: commit ${id} cannot be fetched`, { cause: failure });
}

/** No link of the repository may stand for a directory elsewhere. */
function subdirectory({ remote, subdir = '' }: GitOp, directory: string): string {
  let path = directory;
  for (const name of subdir.split('/').filter((part) => part !== '' && part !== '.')) {
    path = join(path, name);
    const isDirectory = name !== '..' && lstatSync(path, { throwIfNoEntry: false })?.isDirectory();
    if (!isDirectory)
      throw new ExecutorError('NO_SOURCE', `${shownRemote(remote)}: subdir ${JSON.stringify(subdir)} is no directory`);
  }
  return path;
}
