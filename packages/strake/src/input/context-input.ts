import { statSync } from 'node:fs';
import type { ContextSource } from '@strake/context';
import type { ByteStream } from '@strake/core';
import type { MemoryNode } from '@strake/oci';
import { type GitRef, parseGitRef } from '@strake/planner';
import { BuildError } from '../error.ts';

/** Files from code, by path: `{ 'package.json': '{}', 'run.sh': { data: '#!/bin/sh\n', mode: 0o755 } }`. */
export type ContextFiles = Readonly<Record<string, MemoryNode>>;

/**
 * Where files come from: a directory; a tar archive, plain or packed with gzip, bzip2, xz or zstd, as a file or a stream; a git
 * repository (`https://HOST/PATH.git#REF:DIR`, `git://`, `ssh://`, `USER@HOST:PATH`, also with `?ref=&subdir=&checksum=`);
 * a URL of an archive; files from code; a source of one's own; or several of them, the later laid over the earlier.
 */
export type ContextInput = string | ContextFiles | ContextSource | ByteStream | readonly ContextInput[];

/** What counts of the metadata of a context's files. */
export type ContextMetadata = 'full' | 'git';

/** What a context input turned out to be. */
export type ContextKind =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'archive'; readonly name: string; readonly path?: string; readonly data?: ByteStream }
  | { readonly kind: 'git'; readonly url: string; readonly ref: GitRef }
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'files'; readonly files: ContextFiles }
  | { readonly kind: 'source'; readonly source: ContextSource }
  | { readonly kind: 'composed'; readonly parts: readonly ContextKind[] };

/** Throws `CONTEXT_INVALID` for a repository whose `?...` is wrong, and for a scheme nobody knows. */
export function contextKind(input: ContextInput): ContextKind {
  if (typeof input === 'string') return kindOfText(input);
  if (isSeveral(input)) return { kind: 'composed', parts: input.map(contextKind) };
  if (isStream(input)) return { kind: 'archive', name: 'archive', data: bytesOf(input) };
  if (isSource(input)) return { kind: 'source', source: input };
  return { kind: 'files', files: input };
}

/** Whether the text names something that is on no disk of this machine. */
export function isRemote(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[\w-]+@[\w.-]+:/.test(text);
}

function kindOfText(text: string): ContextKind {
  const git = isRemote(text) ? parseGitRef(text) : undefined;
  if (git?.ok) return { kind: 'git', url: text, ref: git.value };
  if (git) throw invalid(text, git.message);
  if (/^https?:\/\//i.test(text)) return { kind: 'http', url: text };
  if (isRemote(text)) throw invalid(text, 'of no kind that is known');
  const stat = statSync(text, { throwIfNoEntry: false });
  if (stat?.isFile() || stat?.isFIFO()) return { kind: 'archive', name: text, path: text };
  return { kind: 'directory', path: text };
}

function invalid(text: string, reason: string): BuildError {
  const shown = text.replace(/\/\/[^/@]*@/, '//').replace(/\?.*$/s, '');
  return new BuildError('CONTEXT_INVALID', `context ${JSON.stringify(shown)}: ${reason}`, {
    hint: 'a context is a directory, a tar, a git repository (https://HOST/PATH.git#REF:DIR), or the URL of a tar',
  });
}

function isSeveral(input: Exclude<ContextInput, string>): input is readonly ContextInput[] {
  return Array.isArray(input);
}

function isStream(input: object): input is ByteStream {
  return Symbol.asyncIterator in input;
}

/** A stream that was opened for text gives strings. */
async function* bytesOf(stream: ByteStream): ByteStream {
  for await (const chunk of stream) {
    if (!ArrayBuffer.isView(chunk))
      throw new BuildError('CONTEXT_INVALID', `the context is a stream that gives a ${typeof chunk}, not bytes`, {
        hint: 'open it without an encoding',
      });
    yield chunk;
  }
}

function isSource(input: object): input is ContextSource {
  return 'load' in input && typeof input.load === 'function';
}
