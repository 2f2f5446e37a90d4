import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateHasher, type Digest, isDigest } from '@strake/core';
import { type ContentStore, createMemoryRecords, createMemoryStore, type RecordStore } from '@strake/oci';
import type { ContextSource, ContextTree } from '../../source.ts';
import { onceLoaded, storedTarTree } from '../../source/tar.ts';
import { checkOut, directoryIn } from './checkout.ts';
import { resolveCommit } from './commit.ts';
import type { GitSource } from './git-source.ts';
import { packCheckout } from './pack.ts';
import { parseRemote, type Remote } from './remote.ts';
import { type GitAccess, openGit } from './run-git.ts';
import { openWorkPlace } from './work-place.ts';

export interface GitContextOptions {
  /** Where checkouts are kept, as tar archives. Default: in memory. */
  readonly store?: Pick<ContentStore, 'read' | 'write' | 'stat'>;
  /** Where it is remembered which commit is which archive, so that it is fetched once. Default: nowhere. */
  readonly records?: Pick<RecordStore, 'get' | 'put'>;
  /** Where git works; what it leaves is gone when `load` ends. Default: the system's directory for temporary files. */
  readonly directory?: string;
  readonly createHasher?: CreateHasher;
  readonly access?: GitAccess;
  /** Told what comes next: for people. */
  readonly onProgress?: (message: string) => void;
}

/** Kind of the records that say which archive a commit is. */
const RECORD_KIND = 'git-checkout';

/**
 * A commit of a git repository as a build context, as the system's git checks it out: files 0644 or 0755, owned by root.
 * Throws `BAD_SOURCE` at once; `load` throws `GIT_FAILED`, `PROGRAM_MISSING`.
 */
export function gitContext(source: GitSource, options: GitContextOptions = {}): ContextSource {
  const remote = parseRemote(source.remote);
  const store = options.store ?? createMemoryStore();
  const fetch = { source, remote, options: { records: createMemoryRecords(), ...options, store } };
  return onceLoaded(remote.url, (signal) => loadCheckout(fetch, signal));
}

interface Fetch {
  readonly source: GitSource;
  readonly remote: Remote;
  readonly options: GitContextOptions & Required<Pick<GitContextOptions, 'store' | 'records'>>;
}

async function loadCheckout(fetch: Fetch, signal: AbortSignal | undefined): Promise<ContextTree> {
  const { store, createHasher } = fetch.options;
  const digest = await checkoutArchive(fetch, signal);
  const name = fetch.remote.url;
  return storedTarTree(digest, { store, name, ...(createHasher ? { createHasher } : {}) }, signal);
}

async function checkoutArchive({ source, remote, options }: Fetch, signal?: AbortSignal): Promise<Digest> {
  const { store, records, directory = tmpdir(), access = {}, onProgress = () => {} } = options;
  using place = openWorkPlace(directory);
  const checkout = join(place.path, 'checkout');
  mkdirSync(checkout);
  const git = openGit(place.path, checkout, remote, access);
  const commit = await resolveCommit(git, remote, source, signal);
  const key = recordKey(remote, commit.id, source);
  const known = await knownArchive(await records.get(RECORD_KIND, key), store);
  if (known) return known;
  onProgress(`fetch ${remote.url} at ${commit.id}`);
  await checkOut(git, remote, commit, source, signal);
  const root = directoryIn(checkout, source.subdir ?? '');
  const { digest } = await store.write(packCheckout(root, source.keepGitDir ?? false, signal), {}, signal);
  await records.put(RECORD_KIND, key, { digest });
  return digest;
}

async function knownArchive(record: unknown, store: Pick<ContentStore, 'stat'>): Promise<Digest | undefined> {
  const digest = typeof record === 'object' && record !== null && 'digest' in record ? record.digest : undefined;
  if (typeof digest !== 'string' || !isDigest(digest)) return undefined;
  return (await store.stat(digest)) ? digest : undefined;
}

function recordKey({ url }: Remote, commit: string, { subdir, keepGitDir, submodules }: GitSource): string {
  const meaning = [url, commit, subdir ?? '', keepGitDir ?? false, submodules ?? true];
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex');
}
