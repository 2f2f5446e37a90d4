import { statSync } from 'node:fs';
import type { ContextSource } from '@strake/context';
import { type DirectoryContext, directoryContext } from '@strake/context/node';
import { parseReference, type RecordStore } from '@strake/oci';
import { formatReference } from '@strake/oci';
import type { NamedContext } from '@strake/planner';
import { BuildError } from '../error.ts';
import type { BuildInput } from '../input/build-input.ts';

/** The contexts of a build: what the planner must know of them, the sources of files, and where layouts lie. */
export interface Contexts {
  readonly named: Readonly<Record<string, NamedContext>>;
  readonly sources: ReadonlyMap<string, ContextSource>;
  /** OCI layouts by context name: a path, perhaps with `:TAG` or `@DIGEST`. */
  readonly layouts: ReadonlyMap<string, string>;
  /** Writes what was learnt about files' digests. */
  save(): Promise<void>;
}

export function createContexts(input: BuildInput, ignore: string | undefined, records: RecordStore): Contexts {
  const directories: DirectoryContext[] = [];
  const sources = new Map<string, ContextSource>();
  const layouts = new Map<string, string>();
  const named: Record<string, NamedContext> = {};
  const open = (path: string, dockerignore?: string): ContextSource => {
    const directory = directoryContext(path, { records, ...(dockerignore === undefined ? {} : { dockerignore }) });
    directories.push(directory);
    return directory;
  };
  const { context } = input;
  if (context !== undefined)
    sources.set('context', typeof context === 'string' ? open(context, ignore ?? '') : context);
  for (const [name, source] of Object.entries(input.contexts ?? {})) {
    const layout = typeof source === 'string' ? /^oci-layout:\/\/(.+)$/s.exec(source)?.[1] : undefined;
    named[name] = namedContext(name, source);
    if (layout !== undefined) layouts.set(name, layout);
    else if (named[name].kind === 'local')
      sources.set(name, typeof source === 'string' ? open(checkDirectory(name, source)) : source);
  }
  return {
    named,
    sources,
    layouts,
    save: async () => void (await Promise.all(directories.map((d) => d.saveDigests()))),
  };
}

function namedContext(name: string, source: string | ContextSource): NamedContext {
  if (typeof source !== 'string' || !/^[a-z][a-z0-9+.-]*:\/\//.test(source)) return { kind: 'local' };
  if (source.startsWith('oci-layout://')) return { kind: 'image', ref: `context:${name}` };
  const image = /^docker-image:\/\/(.+)$/s.exec(source)?.[1];
  if (image === undefined) {
    throw new BuildError('CONTEXT_INVALID', `context ${name}: ${JSON.stringify(source)} is of no kind that is known`, {
      hint: 'a context is a directory, docker-image://REF or oci-layout://PATH',
    });
  }
  if (image === 'scratch') return { kind: 'image', ref: image };
  const reference = parseReference(image);
  if (!reference.ok)
    throw new BuildError('CONTEXT_INVALID', `context ${name}: ${JSON.stringify(image)} is no image name`);
  return { kind: 'image', ref: formatReference(reference.value) };
}

function checkDirectory(name: string, path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new BuildError('CONTEXT_INVALID', `context ${name}: there is no directory ${JSON.stringify(path)}`);
  }
  return path;
}
