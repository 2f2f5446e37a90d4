import { ExecutorError } from '@strake/executor';
import type { GitOp } from '@strake/planner/graph';
import { type RunGit, shownRemote } from './run-git.ts';

/** What is to be checked out. */
export interface Commit {
  /** SHA-1 or SHA-256, in hex. */
  readonly id: string;
  /** The full name of the ref that points at it, if it was found by one. */
  readonly ref?: string;
}

const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Asks the remote what `op` names. Of a branch and a tag of one name it is the branch, as for `git checkout`. */
export async function resolveCommit(op: GitOp, git: RunGit): Promise<Commit> {
  const { remote, ref = '', checksum = '' } = op;
  checkRef(op);
  if ((op.fetchByCommit || ref === '') && FULL_ID.test(checksum)) return { id: checksum };
  if (FULL_ID.test(ref)) return checked(op, [{ id: ref }]);
  const patterns = ref === '' ? ['HEAD'] : [ref, `${ref}^{}`];
  const refs = readRefs(await git(['ls-remote', '--', remote, ...patterns]));
  const name = ref.replace(/^refs\//, '');
  const candidates = ref === '' ? ['HEAD'] : [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${name}`];
  const found = candidates.find((candidate) => refs.has(candidate));
  if (found === undefined) {
    throw new ExecutorError('NO_SOURCE', `${shownRemote(remote)}: repository does not contain ref ${ref || 'HEAD'}`, {
      hint: 'name a branch, a tag, a full ref or a full commit id',
    });
  }
  const tag = refs.get(found) ?? '';
  return checked(op, [
    { id: refs.get(`${found}^{}`) ?? tag, ref: found },
    { id: tag, ref: found },
  ]);
}

/** Ids by names; of what the remote sends nothing else counts. */
function readRefs(output: string): ReadonlyMap<string, string> {
  const lines = output.matchAll(/^([0-9a-f]{40}|[0-9a-f]{64})\t(HEAD|refs\/\S+)$/gm);
  return new Map([...lines].map(([, id = '', name = '']) => [name, id]));
}

/** A tag may be told by its own id as well as by that of its commit, which comes first. */
function checked({ remote, checksum = '' }: GitOp, ids: readonly Commit[]): Commit {
  const [commit = { id: '' }] = ids;
  if (checksum === '' || ids.some(({ id }) => id.startsWith(checksum))) return commit;
  throw new ExecutorError(
    'NO_SOURCE',
    `${shownRemote(remote)}: expected checksum to match ${checksum}, got ${ids.map(({ id }) => id).at(-1)}`,
    { hint: 'the ref points elsewhere now: look at what changed before you correct the checksum' },
  );
}

/** As git-check-ref-format has it; patterns too are refused, and what looks like an option. */
function checkRef({ ref = '', checksum = '' }: GitOp): void {
  const isRef = ref === '' || (/^[^\s~^:?*[\\\p{Cc}]+$/u.test(ref) && !/^[-/.]|\.\.|@\{|\/\/|\.lock$|[/.]$/.test(ref));
  if (!isRef) throw new ExecutorError('NO_SOURCE', `invalid git ref ${JSON.stringify(ref)}`);
  if (!/^[0-9a-f]*$/.test(checksum) || checksum.length > 64) {
    throw new ExecutorError('NO_SOURCE', `invalid git checksum ${JSON.stringify(checksum)}`, {
      hint: 'a checksum is the id of a commit, or its first hexadecimal digits',
    });
  }
}
