import type { Comment } from '@strake/parser';

/** `hadolint [global|stage] ignore=A,B`: scope and names. `strake` in its place means the same. */
export const PRAGMA: RegExp = /^(?:hadolint|strake)\s+(?:(global|stage)\s+)?ignore\s*=\s*([\w-]+(?:\s*,\s*[\w-]+)*)/;

/** Whether a comment silences something in place. */
export function isIgnorePragma(comment: Comment): boolean {
  return PRAGMA.test(comment.text);
}
