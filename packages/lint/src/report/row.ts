import type { Range, Severity } from '@strake/core';
import type { Finding } from '../finding.ts';

/** A file that was linted, and what was found. */
export interface LintedFile {
  /** As the user named it; `-` is standard input. */
  readonly name: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** Lines and columns count from 1; `endColumn` is behind the last character. */
export interface RowPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * A finding as data: one row of the JSON report. Its place is the one that BuildKit and hadolint give theirs, the whole
 * instruction, so that rows can be compared; `focus` is the very words, as in all other reports.
 */
export interface LintRow extends RowPlace {
  readonly file: string;
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  /** The very words, where they are not the whole place. */
  readonly focus?: RowPlace;
  readonly message: string;
  readonly url: string;
  readonly fixable: boolean;
}

export function rowsOf(files: readonly LintedFile[]): readonly LintRow[] {
  return files.flatMap(({ name, findings }) => findings.map((finding) => rowOf(name, finding)));
}

/** The rows with the very words as their places. */
export function preciseRows(files: readonly LintedFile[]): readonly Omit<LintRow, 'focus'>[] {
  return rowsOf(files).map(({ focus, ...row }) => ({ ...row, ...focus }));
}

function rowPlace({ start, end }: Range): RowPlace {
  return {
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function rowOf(file: string, { rule, aliases, severity, range, focus, message, url, fixable }: Finding): LintRow {
  return {
    file,
    rule,
    aliases,
    severity,
    ...rowPlace(range),
    ...(focus === undefined ? {} : { focus: rowPlace(focus) }),
    message,
    url,
    fixable,
  };
}
