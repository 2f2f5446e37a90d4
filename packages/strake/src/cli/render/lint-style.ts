import type { PrettyStyle } from '@strake/lint';
import type { Terminal } from '../terminal.ts';

const FORMATS = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  info: ['bold', 'blue'],
  hint: ['bold', 'cyan'],
  dim: ['dim'],
  bold: ['bold'],
} as const;

/** Colours of the pretty report. */
export function lintStyle(terminal: Terminal): (kind: PrettyStyle, text: string) => string {
  return (kind, text) => terminal.style([...FORMATS[kind]], text);
}
