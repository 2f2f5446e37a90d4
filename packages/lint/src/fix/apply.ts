import { applyEdits, parse, type TextEdit } from '@strake/parser';
import type { Finding } from '../finding.ts';

/** What `applyFixes` did. */
export interface FixedText {
  readonly text: string;
  readonly applied: readonly Finding[];
  /** Findings whose edits meet those of an earlier one: lint the new text and fix again. */
  readonly postponed: readonly Finding[];
}

/** Makes the fixes of all findings that have one and do not meet an earlier one. */
export function applyFixes(text: string, findings: readonly Finding[]): FixedText {
  const applied: Finding[] = [];
  const postponed: Finding[] = [];
  const edits: TextEdit[] = [];
  for (const finding of findings) {
    if (finding.fix === undefined) continue;
    if (finding.fix.edits.some((edit) => edits.some((other) => touches(edit, other)))) postponed.push(finding);
    else {
      edits.push(...finding.fix.edits);
      applied.push(finding);
    }
  }
  return { text: applyEdits(text, edits), applied, postponed };
}

/** Different insertions at one place both have room. */
function touches(a: TextEdit, b: TextEdit): boolean {
  if (a.start === a.end && b.start === b.end && a.start === b.start) return a.newText === b.newText;
  return a.start <= b.end && b.start <= a.end;
}

/** As often as fixes may make room for further ones. */
const ROUNDS = 10;

/**
 * Lints and fixes until nothing is left to fix. A round after which the text no longer parses as well as before is
 * taken back.
 */
export function fixAll(text: string, find: (text: string) => readonly Finding[]): FixedText {
  let current = text;
  const applied: Finding[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const fixed = applyFixes(current, find(current));
    if (fixed.applied.length === 0 || fixed.text === current || errorsOf(fixed.text) > errorsOf(current)) break;
    current = fixed.text;
    applied.push(...fixed.applied);
  }
  return { text: current, applied, postponed: [] };
}

function errorsOf(text: string): number {
  return parse(text).diagnostics.filter(({ severity }) => severity === 'error').length;
}
