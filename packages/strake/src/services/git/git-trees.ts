import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ContextTree } from '@strake/context';
import { directoryContext } from '@strake/context/node';
import { type ByteStream, type Digest, hexOf, isDigest } from '@strake/core';
import { type DownloadSource, ExecutorError, type Services } from '@strake/executor';
import { digestOf, type Layer, type LayerEntry, overlay } from '@strake/oci';
import { type DiskStore, isGone, makeDirectories, nodeHasher, ownMark } from '@strake/oci/node';
import type { GitOp } from '@strake/planner/graph';
import { checkOut } from './check-out.ts';
import { type Commit, resolveCommit } from './resolve-commit.ts';
import { createGit, type RunGit, shownRemote } from './run-git.ts';

export interface GitTreesOptions {
  readonly store: DiskStore;
  /** `GIT_AUTH_HEADER` and `GIT_AUTH_TOKEN`, each perhaps with `.HOST`, log in to servers as they do with BuildKit. */
  readonly secrets: NonNullable<Services['secrets']>;
  /** Sockets of agents; `default` is for repositories. */
  readonly ssh: NonNullable<Services['ssh']>;
}

/** Kind of the records that say which layer holds a checkout. */
const KIND = 'git-checkout';

/**
 * The files of repositories. Each commit is fetched once: its files are kept as a layer, with the time of the commit, of
 * 0:0, and executable or not. A ref is asked for every time.
 */
export function createGitTrees(options: GitTreesOptions): DownloadSource['git'] {
  return async (op, _progress, signal) => {
    const place = workPlace(options.store);
    try {
      const git = await gitFor(op, place, options, signal);
      const commit = await resolveCommit(op, git);
      const layer =
        (await keptLayer(op, commit, options.store)) ?? (await newLayer(op, commit, place, git, options.store, signal));
      return layerTree(layer, signal);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  };
}

let serial = 0;

/** A directory for one checkout. What killed processes have left is removed. */
function workPlace({ directory }: DiskStore): string {
  const parent = join(directory, 'git');
  makeDirectories(parent, 0o700);
  for (const name of readdirSync(parent))
    if (isGone(name.replace(/\..*$/s, ''))) rmSync(join(parent, name), { recursive: true, force: true });
  const place = join(parent, `${ownMark()}.${(serial += 1)}`);
  makeDirectories(join(place, 'home'), 0o700);
  return place;
}

async function gitFor(op: GitOp, place: string, options: GitTreesOptions, signal: AbortSignal): Promise<RunGit> {
  const { remote } = op;
  const isHttp = /^https?:/.test(remote);
  if (isHttp && !URL.canParse(remote))
    throw new ExecutorError('NO_SOURCE', `invalid URL ${JSON.stringify(shownRemote(remote))}`);
  return createGit({
    home: join(place, 'home'),
    remote,
    signal,
    authorization: isHttp ? await authorization(new URL(remote).host, options.secrets) : undefined,
    sshSocket: isHttp ? undefined : await options.ssh('default'),
  });
}

async function authorization(host: string, secrets: GitTreesOptions['secrets']): Promise<string | undefined> {
  for (const name of [`GIT_AUTH_HEADER.${host}`, 'GIT_AUTH_HEADER']) {
    const header = await secrets(name);
    if (header) return text(header);
  }
  for (const name of [`GIT_AUTH_TOKEN.${host}`, 'GIT_AUTH_TOKEN']) {
    const token = await secrets(name);
    if (token) return `basic ${Buffer.from(`x-access-token:${text(token)}`).toString('base64')}`;
  }
  return undefined;
}

function text(value: Uint8Array): string {
  return new TextDecoder().decode(value).trim();
}

function recordKey({ remote, subdir, keepGitDir, submodules }: GitOp, { id }: Commit): string {
  const wanted = JSON.stringify([remote, id, subdir ?? '', keepGitDir, submodules]);
  return hexOf(digestOf(new TextEncoder().encode(wanted), nodeHasher));
}

async function keptLayer(op: GitOp, commit: Commit, { records, layers }: DiskStore): Promise<Layer | undefined> {
  const diffId = await records.get(KIND, recordKey(op, commit));
  return typeof diffId === 'string' && isDigest(diffId) ? layers.get(diffId) : undefined;
}

async function newLayer(
  op: GitOp,
  commit: Commit,
  place: string,
  git: RunGit,
  { records, layers }: DiskStore,
  signal: AbortSignal,
): Promise<Layer> {
  const { directory, time } = await checkOut(op, commit, join(place, 'tree'), git);
  const everything = [{ path: '', wildcard: false }];
  const tree = await directoryContext(directory, { dockerignore: '' }).load(everything, signal);
  const layer = await layers.write(entriesOf(tree, time, op.keepGitDir), signal);
  await records.put(KIND, recordKey(op, commit), layer.diffId);
  return layer;
}

/** As BuildKit does, leaves the files in submodules that say where their repositories would be. */
function* entriesOf(
  tree: ContextTree,
  mtime: number,
  keepGitDir: boolean,
): Generator<readonly [LayerEntry, ByteStream?]> {
  for (const { path, ...found } of tree.walk()) {
    if (!keepGitDir && (path === '.git' || path.startsWith('.git/'))) continue;
    const meta = { path, uid: 0, gid: 0, mtime };
    if (found.type === 'file') {
      const mode = (found.mode & 0o100 ? 0o555 : 0o444) | (found.mode & 0o200);
      yield [{ type: 'file', ...meta, mode, size: found.size }, tree.open(path)];
    } else if (found.type === 'directory') yield [{ type: 'directory', ...meta, mode: 0o755 }];
    else if (found.type === 'symlink') yield [{ type: 'symlink', ...meta, mode: 0o777, target: found.target }];
  }
}

async function layerTree(layer: Layer, signal: AbortSignal): Promise<ContextTree> {
  const tree = overlay([{ layer, index: await layer.index(signal) }]);
  const contentOf = (path: string): Digest => {
    const entry = tree.get(path);
    if (entry?.type === 'hardlink') return contentOf(entry.target);
    if (entry?.type !== 'file') throw new Error(`no file ${path} in a checkout`);
    return entry.content;
  };
  return { ...tree, digestOf: async (path) => contentOf(path) };
}
