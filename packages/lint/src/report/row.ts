import type { Severity } from '@strake/core';
import type { Finding } from '../finding.ts';

/** A file that was linted, and what was found. */
export interface LintedFile {
  /** As the user named it; `-` is standard input. */
  readonly name: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** A finding as data: one row of the JSON report. Lines and columns count from 1; `endColumn` is behind the last character. */
export interface LintRow {
  readonly file: string;
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly url: string;
  readonly fixable: boolean;
}

export function rowsOf(files: readonly LintedFile[]): readonly LintRow[] {
  return files.flatMap(({ name, findings }) => findings.map((finding) => rowOf(name, finding)));
}

function rowOf(file: string, { rule, aliases, severity, range, message, url, fixable }: Finding): LintRow {
  return {
    file,
    rule,
    aliases,
    severity,
    line: range.start.line + 1,
    column: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
    message,
    url,
    fixable,
  };
}
