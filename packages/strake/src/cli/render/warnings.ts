import type { Diagnostic } from '@strake/core';
import type { Terminal } from '../terminal.ts';
import { visible } from './visible.ts';

/** Shows a warning that is about no file of the build. */
export function warnOn(terminal: Terminal): (message: string) => void {
  return (message) => terminal.err(`${terminal.style('yellow', 'warning')}: ${visible(message)}\n`);
}

/** The warnings of a build, a line each; empty when there are none. */
export function renderWarnings(diagnostics: readonly Diagnostic[], terminal: Terminal): string {
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  return warnings
    .map(({ code, message, range }) => {
      const line = range.end.offset === 0 ? '' : ` (line ${range.start.line + 1})`;
      return `${terminal.style('yellow', 'warning')}: ${visible(message)}${line} [${code}]\n`;
    })
    .join('');
}
