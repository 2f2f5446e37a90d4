import type { Instruction, TextEdit } from '@strake/parser';

/** Edits that remove the empty lines within an instruction, but for those of its heredocs. */
export function emptyLines(text: string, node: Instruction): readonly TextEdit[] {
  const bodies = node.kind === 'run' ? node.heredocs : node.kind === 'copy' || node.kind === 'add' ? node.bodies : [];
  const end = bodies[0]?.bodyStart ?? node.end;
  const edits: TextEdit[] = [];
  for (let start = text.indexOf('\n', node.start) + 1; start > 0 && start < end; ) {
    const lineBreak = text.indexOf('\n', start);
    if (lineBreak < 0 || lineBreak >= end) break;
    if (text.slice(start, lineBreak).trim() === '') edits.push({ start, end: lineBreak + 1, newText: '' });
    start = lineBreak + 1;
  }
  return edits;
}
