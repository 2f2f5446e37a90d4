import { ContextError } from '../../error.ts';
import type { GitSource } from './git-source.ts';
import { checkRef, type Remote } from './remote.ts';
import type { Git } from './run-git.ts';

/** What a source means right now. */
export interface Commit {
  readonly id: string;
  /** The full name of the branch or tag that points at it; absent when a commit was named. */
  readonly ref?: string;
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Asks the remote what commit is meant. Of a branch and a tag of one name the branch counts, as for `git checkout`.
 * Throws `GIT_FAILED` when there is none, or it is not the one that `checksum` demands.
 */
export async function resolveCommit(
  git: Git,
  remote: Remote,
  { ref, checksum, fetchByCommit }: GitSource,
  signal?: AbortSignal,
): Promise<Commit> {
  if (checksum !== undefined) checkChecksum(checksum);
  if (fetchByCommit && checksum !== undefined) {
    if (COMMIT.test(checksum)) return { id: checksum };
    throw new ContextError('BAD_SOURCE', `fetch-by-commit needs the whole commit; found ${JSON.stringify(checksum)}`);
  }
  if (ref !== undefined && COMMIT.test(ref)) {
    demand(checksum, [ref]);
    return { id: ref };
  }
  const found = ref === undefined ? await defaultBranch(git, remote, signal) : await named(git, remote, ref, signal);
  demand(checksum, [found.id, ...(found.tag === undefined ? [] : [found.tag])]);
  return { id: found.id, ref: found.ref };
}

interface Found extends Required<Commit> {
  /** The annotated tag itself. */
  readonly tag?: string;
}

async function defaultBranch(git: Git, remote: Remote, signal: AbortSignal | undefined): Promise<Found> {
  const text = await git(['ls-remote', '--symref', '--', remote.url, 'HEAD'], signal);
  const ref = /^ref: (refs\/\S+)\tHEAD$/m.exec(text)?.[1];
  const id = idOf(text, 'HEAD');
  if (id !== undefined) return { id, ref: ref ?? 'HEAD' };
  throw new ContextError('GIT_FAILED', `repository ${remote.url} has no default branch`, {
    hint: 'name a branch: REPOSITORY#BRANCH',
  });
}

async function named(git: Git, remote: Remote, name: string, signal: AbortSignal | undefined): Promise<Found> {
  checkRef(name);
  const text = await git(['ls-remote', '--', remote.url, name, `${name}^{}`], signal);
  const short = name.replace(/^refs\//, '');
  for (const ref of [`refs/${short}`, `refs/heads/${short}`, `refs/tags/${short}`]) {
    const id = idOf(text, ref);
    const commit = idOf(text, `${ref}^{}`);
    if (id !== undefined) return commit === undefined ? { id, ref } : { id: commit, tag: id, ref };
  }
  throw new ContextError('GIT_FAILED', `repository does not contain ref ${name}: ${remote.url}`, {
    data: { ref: name, remote: remote.url },
    hint: 'is the branch or tag spelled right? A commit is written in full, with its 40 digits',
  });
}

function idOf(text: string, ref: string): string | undefined {
  const line = text.split('\n').find((candidate) => candidate.endsWith(`\t${ref}`) && !candidate.startsWith('ref: '));
  const id = line?.slice(0, line.indexOf('\t'));
  return id !== undefined && COMMIT.test(id) ? id : undefined;
}

function checkChecksum(checksum: string): void {
  if (/^[0-9a-f]{7,64}$/.test(checksum)) return;
  throw new ContextError('BAD_SOURCE', `invalid checksum ${JSON.stringify(checksum)} for Git source`, {
    hint: 'a checksum is a commit: 7 to 40 hexadecimal digits, lower case',
  });
}

function demand(checksum: string | undefined, ids: readonly string[]): void {
  if (checksum === undefined || ids.some((id) => id.startsWith(checksum))) return;
  throw new ContextError('GIT_FAILED', `expected checksum to match ${checksum}, got ${ids.join(' or ')}`, {
    data: { expected: checksum, found: ids },
    hint: 'the branch or tag has moved: check what changed before you take the new commit over',
  });
}
