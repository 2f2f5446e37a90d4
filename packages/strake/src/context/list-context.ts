import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { ContextTree } from '@strake/context';
import { explainIgnore, type IgnoreVerdict, parseIgnoreFile } from '@strake/context';
import { type FoundDockerfile, findDockerfile, readIgnoreFile } from '@strake/context/node';
import type { Entry } from '@strake/oci';
import type { BuildInput } from '../input/build-input.ts';
import { BUILD_OPTIONS } from '../input/build-options.ts';
import { contextKind } from '../input/context-input.ts';
import { checkOptions, text } from '../input/option-check.ts';
import { openServices } from '../services/open-services.ts';

export type ContextListInput = Pick<
  BuildInput,
  'context' | 'dockerfile' | 'metadata' | 'home' | 'registry' | 'secrets' | 'ssh' | 'signal'
>;

/** An entry that goes into the context. */
export interface ListedEntry {
  readonly path: string;
  readonly type: Entry['type'];
  /** Bytes; of a directory, those of all files below it that go in. */
  readonly size: number;
  readonly mode: number;
}

/** What goes into a build context, and what decides. */
export interface ContextList {
  readonly name: string;
  /** The ignore file that counts; absent when there is none, and for what is no directory. */
  readonly ignoreFile?: string;
  /** Sorted by path. */
  readonly entries: readonly ListedEntry[];
  readonly files: number;
  /** Of all files, each hard link counted once. */
  readonly bytes: number;
}

/**
 * What a build of this context could copy: all that its ignore file leaves in. The ignore file is that of the Dockerfile
 * (`FILE.dockerignore`), else the context's own. No file is read.
 */
export async function listContext(input: ContextListInput): Promise<ContextList> {
  checkOptions('listContext', BUILD_OPTIONS, input);
  const signal = input.signal ?? new AbortController().signal;
  const ignore = ignoreFileOf(input);
  const services = await openServices(input, ignore, signal);
  try {
    const source = services.executor.contexts.get('context');
    if (!source) throw new Error('a context is listed that is none');
    const tree = await source.load([{ path: '', wildcard: false }], signal);
    const entries = listed(tree);
    const files = entries.filter(({ type }) => type === 'file');
    return {
      name: source.name,
      ...(ignore ? { ignoreFile: ignore.path } : {}),
      entries,
      files: files.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
    };
  } finally {
    await services[Symbol.asyncDispose]();
  }
}

/** Why a path, clean and inside the context, is in it or not. Lines of rules count from 0. */
export interface ContextVerdict extends IgnoreVerdict {
  readonly path: string;
  /** Whether there is such a file or directory at all. */
  readonly exists: boolean;
  readonly ignoreFile?: string;
}

/** Which rule of which ignore file decides on a path of a directory context, whether or not there is such a file. */
export function explainContext(input: ContextListInput, path: string): ContextVerdict {
  checkOptions('explainContext', BUILD_OPTIONS, input);
  checkOptions('explainContext', { path: text }, { path }, 'path');
  const kind = input.context === undefined ? undefined : contextKind(input.context);
  const exists =
    kind?.kind === 'directory' && lstatSync(join(kind.path, path), { throwIfNoEntry: false }) !== undefined;
  const ignore = ignoreFileOf(input);
  if (!ignore) return { path, exists, ignored: false };
  return { path, exists, ignoreFile: ignore.path, ...explainIgnore(parseIgnoreFile(ignore.text).rules, path) };
}

function ignoreFileOf({ context, dockerfile }: ContextListInput): FoundDockerfile['ignoreFile'] {
  const kind = context === undefined ? undefined : contextKind(context);
  if (kind?.kind !== 'directory') return undefined;
  if (typeof dockerfile === 'string') return findDockerfile(kind.path, dockerfile).ignoreFile;
  try {
    return findDockerfile(kind.path).ignoreFile;
  } catch {
    const text = readIgnoreFile(kind.path);
    return text === undefined ? undefined : { path: `${kind.path}/.dockerignore`, text };
  }
}

/** The walk has parents before children: sizes add up from its end. */
function listed(tree: ContextTree): readonly ListedEntry[] {
  const below = new Map<string, number>();
  const entries = [...tree.walk()];
  for (const { path, ...entry } of entries.toReversed()) {
    const own = entry.type === 'file' ? entry.size : (below.get(path) ?? 0);
    below.set(path, own);
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    below.set(parent, (below.get(parent) ?? 0) + own);
  }
  return entries.map(({ path, type, mode }) => ({ path, type, size: below.get(path) ?? 0, mode }));
}
