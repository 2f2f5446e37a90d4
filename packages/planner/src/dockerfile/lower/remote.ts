import { type Digest, isDigest } from '@strake/core';
import type { GitOp, HttpOp } from '../../graph/op.ts';
import { fail, type Span } from '../fault.ts';
import type { GitRef } from '../git-ref.ts';
import { baseName } from '../paths.ts';

/** Whether ADD downloads it; a repository's URL too, so ask for that first. */
export function isUrl(source: string): boolean {
  return /^https?:\/\//.test(source);
}

/** The download of one file. */
export function httpOp(url: string, checksum: string, span: Span): HttpOp {
  const digest = checksum === '' ? {} : { checksum: fileChecksum(checksum, span) };
  return { kind: 'http', url, ...digest, filename: urlFilename(url), mode: 0o600 };
}

/** The checkout of a repository. `keepGitDir` and `checksum` are ADD's flags; the source's own must not differ. */
export function gitOp(ref: GitRef, keepGitDir: boolean | undefined, checksum: string, span: Span): GitOp {
  if (keepGitDir !== undefined && ref.keepGitDir !== undefined && keepGitDir !== ref.keepGitDir) {
    return fail('conflicting-git-options', 'inconsistent keep-git-dir configuration', {
      span,
      hint: 'the flag and the query of the source say different things: keep one',
    });
  }
  if (checksum !== '' && ref.checksum !== undefined && checksum !== ref.checksum) {
    return fail('conflicting-git-options', `checksum mismatch "${checksum}" != "${ref.checksum}"`, {
      span,
      hint: 'the flag and the query of the source name different commits: keep one',
    });
  }
  const commit = ref.checksum ?? checksum;
  return {
    kind: 'git',
    remote: ref.remote,
    ...(ref.ref === undefined ? {} : { ref: ref.ref }),
    ...(ref.subdir === undefined ? {} : { subdir: ref.subdir }),
    ...(commit === '' ? {} : { checksum: commit }),
    keepGitDir: ref.keepGitDir ?? keepGitDir ?? false,
    submodules: ref.submodules ?? true,
    ...(ref.fetchByCommit ? { fetchByCommit: true } : {}),
  };
}

function fileChecksum(text: string, span: Span): Digest {
  if (isDigest(text)) return text;
  const [, algorithm] = /^([a-z0-9]+(?:[+._-][a-z0-9]+)*):[a-zA-Z0-9=_-]+$/.exec(text) ?? [];
  const known = algorithm === 'sha256' ? 'invalid checksum digest length' : 'unsupported digest algorithm';
  return fail('invalid-checksum', algorithm === undefined ? 'invalid checksum digest format' : known, {
    span,
    hint: 'write --checksum=sha256: and 64 hexadecimal digits',
  });
}

/** The last name in the URL's path, and Docker's names for those that cannot be one. */
function urlFilename(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const name = baseName(decodedPath(path));
  if (name === '..') return 'download';
  return name === '.' || name === '/' ? '__unnamed__' : name;
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
