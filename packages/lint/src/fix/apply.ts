import { applyEdits, type TextEdit } from '@strake/parser';
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

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.start <= b.end && b.start <= a.end;
}
