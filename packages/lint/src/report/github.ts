import { type LintedFile, preciseRows } from './row.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' } as const;

/** Workflow commands that GitHub shows as annotations of the lines. */
export function githubReport(files: readonly LintedFile[]): string {
  return preciseRows(files)
    .map(
      ({ file, severity, line, column, endLine, endColumn, rule, message }) =>
        `::${COMMANDS[severity]} file=${property(file)},line=${line},col=${column},endLine=${endLine},endColumn=${endColumn},title=${property(rule)}::${data(message)}\n`,
    )
    .join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
