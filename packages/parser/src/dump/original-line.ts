import { heredocsOf } from '../ast/heredocs-of.ts';
import type { Instruction } from '../ast/nodes.ts';
import { joinLines, trimReturns } from '../ast/source.ts';
import { skipSpace } from '../lexer/space.ts';
import type { ParseResult } from '../parse-result.ts';

/** An instruction's logical line from its first character to its last, trailing blanks included. */
export function originalLine({ text, ast, lines }: ParseResult, node: Instruction): string {
  const lineStart = lines.lineStart(node.startLine);
  const start = skipSpace(text, lineStart === 0 && text.charCodeAt(0) === 0xfeff ? 1 : lineStart, node.end);
  return joinLines({ text, escape: ast.escape }, start, headEnd(text, node));
}

/** End of the line before the heredoc bodies. */
function headEnd(text: string, node: Instruction): number {
  const first = heredocsOf(node)[0];
  if (first === undefined || text.charAt(first.bodyStart - 1) !== '\n') return node.end;
  return trimReturns(text, node.start, first.bodyStart - 1);
}
