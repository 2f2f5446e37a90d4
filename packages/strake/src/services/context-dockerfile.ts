import { ContextError, type ContextSource, type ContextTree } from '@strake/context';
import type { FoundDockerfile } from '@strake/context/node';
import { collect } from '@strake/core';
import type { DownloadSource } from '@strake/executor';
import { parentPath, resolve } from '@strake/oci';
import type { BuildInput } from '../input/build-input.ts';
import { DOWNLOADED, isDownloadedFile } from './remote-contexts.ts';

/** Bytes of a Dockerfile. */
const LIMIT = 16 * 1024 * 1024;

/**
 * The Dockerfile that is a download, or lies in a context that is no directory: `input.dockerfile` inside it, else
 * `Dockerfile`, else `dockerfile`. A context that is one downloaded file is the Dockerfile itself.
 */
export async function contextDockerfile(
  { dockerfile }: BuildInput,
  context: ContextSource | undefined,
  downloads: DownloadSource,
  signal: AbortSignal,
): Promise<FoundDockerfile> {
  if (dockerfile !== undefined && typeof dockerfile === 'string' && /^https?:\/\//i.test(dockerfile)) {
    const op = { kind: 'http', url: dockerfile, filename: 'Dockerfile', mode: 0o600 } as const;
    const tree = await downloads.http(op, () => {}, signal);
    return { path: dockerfile, text: await textOf(tree, 'Dockerfile', signal) };
  }
  if (!context) throw new Error('a build without a context has its Dockerfile on this machine');
  const wanted = typeof dockerfile === 'string' ? dockerfile : 'Dockerfile';
  const names = wanted === 'Dockerfile' ? ['Dockerfile', 'dockerfile'] : [wanted.replace(/^(?:\.?\/)+/, '')];
  const tree = await context.load(
    names.map((path) => ({ path, wildcard: false })),
    signal,
  );
  if (isDownloadedFile(tree)) return { path: context.name, text: await textOf(tree, DOWNLOADED, signal) };
  for (const name of names) {
    const found = resolve(tree, name, { followLast: true });
    const isFile = found.kind === 'found' && (found.entry.type === 'file' || found.entry.type === 'hardlink');
    if (isFile) return { path: name, text: await textOf(tree, found.path, signal) };
  }
  throw missing(wanted, context, tree);
}

async function textOf(tree: ContextTree, path: string, signal: AbortSignal): Promise<string> {
  try {
    const content = await collect(tree.open(path, signal), LIMIT);
    if (content.includes(0))
      throw new ContextError('WRONG_TYPE', `${JSON.stringify(path)} is no Dockerfile: it is not text`);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ContextError('LIMIT', `the Dockerfile ${JSON.stringify(path)} is larger than 16 MiB`, { cause: error });
  }
}

function missing(wanted: string, { name }: ContextSource, tree: ContextTree): ContextError {
  const beside = Array.from(tree.list(parentPath(wanted)), (entry) => entry.path);
  const near = beside.find((path) => /dockerfile|containerfile/i.test(path) && !path.endsWith('ignore'));
  return new ContextError('NOT_FOUND', `no Dockerfile ${JSON.stringify(wanted)} in ${name}`, {
    data: { path: wanted },
    hint:
      near === undefined ? 'name it with -f, as a path inside the context' : `did you mean ${near}? Pass it with -f`,
  });
}
