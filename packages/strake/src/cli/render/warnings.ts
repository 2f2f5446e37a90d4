import { counted, type Diagnostic } from '@strake/core';
import type { Terminal } from '../terminal.ts';
import { visible } from './visible.ts';

/** Shows a warning that is about no file of the build. */
export function warnOn(terminal: Terminal): (message: string) => void {
  return (message) => terminal.err(`${terminal.style('yellow', 'warning')}: ${visible(message)}\n`);
}

/** The warnings of a build in the order of the file, as buildx lists them; empty when there are none. */
export function renderWarnings(warnings: readonly Diagnostic[], terminal: Terminal): string {
  if (warnings.length === 0) return '';
  const found = `${counted(warnings.length, 'warning')} found`;
  const more = warnings.some(isCheck) ? ' (strake build --check explains them)' : '';
  const sorted = warnings.toSorted((a, b) => a.range.start.offset - b.range.start.offset);
  return `\n ${terminal.style('yellow', `${found}${more}:`)}\n${sorted.map(line).join('')}`;
}

function line(warning: Diagnostic): string {
  const { code, message, range, hint } = warning;
  const name = isCheck(warning) ? `${code}: ` : '';
  const place = range.end.offset === 0 ? '' : ` (line ${range.start.line + 1})`;
  const advice = hint === undefined || isCheck(warning) ? '' : `: ${hint}`;
  return ` - ${name}${visible(message).replaceAll('\n', ' ')}${place}${visible(advice)}\n`;
}

/** Checks are known by BuildKit's names, which begin with a capital. */
function isCheck({ code }: Diagnostic): boolean {
  return /^[A-Z]/.test(code);
}
