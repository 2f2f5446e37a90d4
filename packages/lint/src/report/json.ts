import { type LintedFile, rowsOf } from './row.ts';

/** An array of rows. */
export function jsonReport(files: readonly LintedFile[]): string {
  return `${JSON.stringify(rowsOf(files), null, 2)}\n`;
}
