import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { composedContext, type ContextSource, gitMetadata, memoryContext } from '@strake/context';
import { type DirectoryContext, directoryContext, type FoundDockerfile } from '@strake/context/node';
import type { ByteStream } from '@strake/core';
import type { DownloadSource } from '@strake/executor';
import { formatReference, parseReference } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';
import type { NamedContext } from '@strake/planner';
import { BuildError } from '../error.ts';
import type { BuildInput } from '../input/build-input.ts';
import { type ContextInput, type ContextKind, contextKind } from '../input/context-input.ts';
import { archiveContext, gitContext, httpContext } from './remote-contexts.ts';

/** The contexts of a build: what the planner must know of them, the sources of files, and where layouts lie. */
export interface Contexts {
  readonly named: Readonly<Record<string, NamedContext>>;
  readonly sources: ReadonlyMap<string, ContextSource>;
  /** OCI layouts by context name: a path, perhaps with `:TAG` or `@DIGEST`. */
  readonly layouts: ReadonlyMap<string, string>;
  /** Writes what was learnt about files' digests. */
  save(): Promise<void>;
}

/** Nothing is read or fetched before somebody asks for it. `ignore`: for the main context, when it is a directory; default: its own. */
export function createContexts(
  input: BuildInput,
  ignore: FoundDockerfile['ignoreFile'],
  store: DiskStore,
  downloads: DownloadSource,
): Contexts {
  const directories: DirectoryContext[] = [];
  const sources = new Map<string, ContextSource>();
  const layouts = new Map<string, string>();
  const named: Record<string, NamedContext> = {};
  const open = (kind: ContextKind, ignoreFile?: FoundDockerfile['ignoreFile']): ContextSource => {
    const source = openContext(kind, { store, downloads, ignoreFile });
    directories.push(...source.directories);
    return input.metadata === 'git' ? gitMetadata(source.context) : source.context;
  };
  if (input.context !== undefined) {
    sources.set('context', open(contextKind(input.context), ignore));
  }
  for (const [name, source] of Object.entries(input.contexts ?? {})) {
    const layout = typeof source === 'string' ? /^oci-(?:layout|archive):\/\/(.+)$/s.exec(source)?.[1] : undefined;
    const image = typeof source === 'string' ? /^docker-image:\/\/(.+)$/s.exec(source)?.[1] : undefined;
    if (layout !== undefined) layouts.set(name, layout);
    if (layout !== undefined) named[name] = { kind: 'image', ref: `context:${name}` };
    else if (image !== undefined) named[name] = { kind: 'image', ref: imageReference(name, image) };
    else {
      named[name] = { kind: 'local' };
      sources.set(name, open(namedKind(name, source)));
    }
  }
  return {
    named,
    sources,
    layouts,
    save: async () => void (await Promise.all(directories.map((d) => d.saveDigests()))),
  };
}

interface Opening {
  readonly store: DiskStore;
  readonly downloads: DownloadSource;
  /** For a directory; default: its own. */
  readonly ignoreFile?: FoundDockerfile['ignoreFile'];
}

interface Opened {
  readonly context: ContextSource;
  readonly directories: readonly DirectoryContext[];
}

function openContext(kind: ContextKind, opening: Opening): Opened {
  const { store, downloads, ignoreFile } = opening;
  switch (kind.kind) {
    case 'directory': {
      const ignore =
        ignoreFile === undefined ? {} : { dockerignore: ignoreFile.text, dockerignoreName: basename(ignoreFile.path) };
      const directory = directoryContext(kind.path, { records: store.records, ...ignore });
      // What is asked of a registry now goes out first: looking at files keeps this thread busy.
      const load: ContextSource['load'] = async (...part) => {
        await setImmediate();
        return directory.load(...part);
      };
      return { context: { ...directory, load }, directories: [directory] };
    }
    case 'archive':
      return only(archiveContext(kind.data ?? lazily(kind.path ?? ''), kind.name, store));
    case 'git':
      return only(gitContext(kind.url, kind.ref, downloads));
    case 'http':
      return only(httpContext(kind.url, downloads, store));
    case 'files':
      return only(memoryContext(kind.files));
    case 'source':
      return only(kind.source);
    case 'composed': {
      const parts = kind.parts.map((part) => openContext(part, { store, downloads }));
      const directories = parts.flatMap((part) => part.directories);
      return { context: composedContext(parts.map(({ context }) => context)), directories };
    }
  }
}

function only(context: ContextSource): Opened {
  return { context, directories: [] };
}

/** Opens the file when its first bytes are asked for. */
async function* lazily(path: string): ByteStream {
  yield* createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array>;
}

function imageReference(name: string, image: string): string {
  if (image === 'scratch') return image;
  const reference = parseReference(image);
  if (!reference.ok)
    throw new BuildError('CONTEXT_INVALID', `context ${name}: ${JSON.stringify(image)} is no image name`);
  return formatReference(reference.value);
}

function namedKind(name: string, source: ContextInput): ContextKind {
  const kind = knownKind(name, source);
  if (kind.kind !== 'directory' || statSync(kind.path, { throwIfNoEntry: false })?.isDirectory()) return kind;
  const [, scheme, rest] =
    /(?:^|\/)(docker-image|oci-layout|oci-archive|https?|git):\/?([^/].*)$/s.exec(kind.path) ?? [];
  throw new BuildError('CONTEXT_INVALID', `context ${name}: there is no directory ${JSON.stringify(kind.path)}`, {
    hint:
      scheme === undefined
        ? 'is the path right? An image is named with docker-image:// before it'
        : `did you mean ${scheme}://${rest}?`,
  });
}

function knownKind(name: string, source: ContextInput): ContextKind {
  try {
    return contextKind(source);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new BuildError('CONTEXT_INVALID', `context ${name}: ${error.message.replace(/^context /, '')}`, {
      hint: 'a context is a directory, a tar, a git repository, a URL, docker-image://REF or oci-layout://PATH',
    });
  }
}
