import { OciError } from '../error.ts';
import type { EntryPath } from '../model/index.ts';
import { baseName, joinPath, parentPath } from '../model/index.ts';

/** Prefix of names that take away (OCI image spec, layer.md, "Whiteouts"). */
export const WHITEOUT_PREFIX = '.wh.';
/** Name that takes away all of its directory that lies below. */
export const OPAQUE_NAME = '.wh..wh..opq';
/** Names of aufs' own bookkeeping, which old images still carry. */
const AUFS = '.wh..wh.';

/** What a name in a layer's tar means. */
export type Meaning =
  | { readonly kind: 'entry' }
  | { readonly kind: 'whiteout' | 'opaque'; readonly path: EntryPath }
  /** No content of its own, though hard links may point at it. */
  | { readonly kind: 'hidden' };

const ENTRY: Meaning = { kind: 'entry' };

/** Throws `LAYER_INVALID` on whiteouts of nothing, of `.` and `..`, and on entries below a whiteout. */
export function meaningOf(path: EntryPath): Meaning {
  if (!path.includes(WHITEOUT_PREFIX)) return ENTRY;
  const segments = path.split('/');
  const name = baseName(path);
  if (name === OPAQUE_NAME) return { kind: 'opaque', path: parentPath(path) };
  if (segments.some((segment) => segment.startsWith(AUFS))) return { kind: 'hidden' };
  const at = segments.findIndex((segment) => segment.startsWith(WHITEOUT_PREFIX));
  if (at === -1) return ENTRY;
  const removed = name.slice(WHITEOUT_PREFIX.length);
  if (at < segments.length - 1 || removed === '' || removed === '.' || removed === '..')
    throw new OciError('LAYER_INVALID', `no whiteout: ${JSON.stringify(path)}`);
  return { kind: 'whiteout', path: joinPath(parentPath(path), removed) };
}

/** An entry that takes away: it has a path and no metadata. */
export interface Mark {
  readonly type: 'whiteout' | 'opaque';
  readonly path: EntryPath;
}

export function isMark(entry: { readonly type: string; readonly path: EntryPath }): entry is Mark {
  return entry.type === 'whiteout' || entry.type === 'opaque';
}

/** The name that stands for a whiteout or opaque marker in a tar. */
export function whiteoutName(type: 'whiteout' | 'opaque', path: EntryPath): EntryPath {
  if (type === 'opaque') return joinPath(path, OPAQUE_NAME);
  return joinPath(parentPath(path), `${WHITEOUT_PREFIX}${baseName(path)}`);
}
