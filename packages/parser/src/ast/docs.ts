import { trimSpace } from '../lexer/space.ts';
import type { ParseResult } from '../parse-result.ts';
import type { Comment, InstructionBase } from './nodes.ts';

/**
 * The doc comments of an instruction as BuildKit reads them: it drops the first character of each line, which is the `#`
 * only if the comment is not indented.
 */
export function docLines(result: ParseResult, node: InstructionBase): readonly string[] {
  return node.docs.map((comment) => docLine(result, comment));
}

function docLine({ text, lines }: ParseResult, comment: Comment): string {
  const start = Math.max(lines.lineStart(lines.positionAt(comment.start).line), text.charCodeAt(0) === 0xfeff ? 1 : 0);
  return trimSpace(text.slice(start + 1, comment.end));
}

/** What the doc comments say of a stage or ARG: the first line `# NAME text`; empty if there is none. */
export function describeName(docs: readonly string[], name: string): string {
  if (name === '') return '';
  return docs.find((doc) => doc.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
}
