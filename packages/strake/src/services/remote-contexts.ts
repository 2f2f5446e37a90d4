import { type ContextSource, type ContextTree, onceLoaded, peek, archiveKind, tarContext } from '@strake/context';
import type { DownloadSource } from '@strake/executor';
import { type DiskStore, nodeHasher } from '@strake/oci/node';
import type { GitOp } from '@strake/planner/graph';
import type { GitRef } from '@strake/planner';
import type { ByteStream } from '@strake/core';
import { archiveCodecs } from './archive-codecs.ts';

/** A repository's commit as a context. */
export function gitContext(url: string, ref: GitRef, downloads: DownloadSource): ContextSource {
  const { keepGitDir = false, submodules = true, fetchByCommit, ...place } = ref;
  const op: GitOp = { kind: 'git', ...place, keepGitDir, submodules, ...(fetchByCommit ? { fetchByCommit } : {}) };
  return onceLoaded(withoutLogin(url), (signal) => downloads.git(op, () => {}, signalOr(signal)));
}

/** The name of what a URL gives when that is no archive. */
export const DOWNLOADED = 'context';

/** What a URL gives: the files of an archive, or one file named `context`. */
export function httpContext(url: string, downloads: DownloadSource, store: DiskStore): ContextSource {
  const name = withoutLogin(url);
  return onceLoaded(name, async (signal) => {
    const op = { kind: 'http', url, filename: DOWNLOADED, mode: 0o600 } as const;
    const tree = await downloads.http(op, () => {}, signalOr(signal));
    const { head, whole } = await peek(tree.open(DOWNLOADED, signal));
    if (!archiveKind(head)) return tree;
    return archiveContext(whole, name, store).load([], signal);
  });
}

/** Whether a tree is what `httpContext` makes of a URL that is no archive. */
export function isDownloadedFile(tree: ContextTree): boolean {
  const [only, ...others] = tree.list('');
  return only?.path === DOWNLOADED && only.mode === 0o600 && others.length === 0;
}

/** A tar archive, plain or packed, kept in the store. */
export function archiveContext(data: ByteStream, name: string, store: DiskStore): ContextSource {
  return tarContext(data, { name, store: store.content, createHasher: nodeHasher, unpack: archiveCodecs });
}

/** A URL as it may be shown: its login and query may be secret. */
function withoutLogin(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//').replace(/\?[^#]*/, '');
}

function signalOr(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? new AbortController().signal;
}
