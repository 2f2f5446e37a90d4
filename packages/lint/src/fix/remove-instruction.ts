import type { Instruction, ParseResult } from '@strake/parser';
import type { Fix } from '../finding.ts';

/** Removes an instruction with its lines. */
export function removalFix({ text }: ParseResult, node: Instruction, title: string): Fix {
  const lineStart = text.lastIndexOf('\n', node.start - 1) + 1;
  const start = text.slice(lineStart, node.start).trim() === '' ? lineStart : node.start;
  const lineBreak = text.indexOf('\n', node.end);
  return { title, edits: [{ start, end: lineBreak < 0 ? text.length : lineBreak + 1, newText: '' }] };
}
