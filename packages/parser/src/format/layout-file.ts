import { heredocsOf } from '../ast/heredocs-of.ts';
import type { Comment, Instruction } from '../ast/nodes.ts';
import { matchDirective } from '../directives.ts';
import { skipSpace, trimSpace } from '../lexer/space.ts';
import type { ParseResult } from '../parse-result.ts';
import { formatInstruction } from './format-instruction.ts';
import type { FormatOptions, Style } from './options.ts';

function styleOf({ text, ast }: ParseResult, options: FormatOptions): Style {
  return {
    keywordCase: options.keywordCase ?? 'upper',
    indent: ' '.repeat(options.indent ?? 4),
    blankLines: options.blankLines ?? 1,
    // In a file of both kinds the plain one.
    newline: text.includes('\r\n') && !/(?<!\r)\n/.test(text) ? '\r\n' : '\n',
    escape: ast.escape,
  };
}

/** A top-level part of a file: lines that belong together. Line numbers are zero-based and inclusive. */
interface Part {
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/** A file laid out anew. */
export function layOutFile(result: ParseResult, options: FormatOptions): string {
  const style = styleOf(result, options);
  const parts = partsOf(result, style);
  let output = result.text.startsWith('\ufeff') ? '\ufeff' : '';
  // Without this empty line the comment would become a directive.
  if (result.ast.directives.length === 0 && isLikeDirective(parts[0]?.text ?? '') && (parts[0]?.startLine ?? 0) > 0)
    output += style.newline;
  let last: Part | undefined;
  for (const part of parts) {
    if (last !== undefined)
      output += style.newline.repeat(1 + Math.min(part.startLine - last.endLine - 1, style.blankLines));
    output += part.text;
    last = part;
  }
  const isOpen = result.diagnostics.some(({ code }) => code === 'unterminated-heredoc');
  return last === undefined || isOpen ? output : output + style.newline;
}

function isLikeDirective(comment: string): boolean {
  const match = comment.startsWith('#') ? matchDirective(comment, 1, comment.length) : undefined;
  return match !== undefined && ['syntax', 'escape', 'check'].includes(match.name);
}

function partsOf(result: ParseResult, style: Style): readonly Part[] {
  const { ast, lines } = result;
  const lineOf = (offset: number): number => lines.positionAt(offset).line;
  const parts: Part[] = ast.directives.map((directive) => ({
    startLine: lineOf(directive.start),
    endLine: lineOf(directive.start),
    text: `# ${directive.name}=${directive.value}`,
  }));
  const { outer, inner } = groupComments(result);
  for (const node of ast.instructions) {
    const { startLine, endLine } = node;
    parts.push({ startLine, endLine, text: instructionText(result, node, inner.get(node) ?? [], style) });
  }
  for (const comment of outer) {
    const line = lineOf(comment.start);
    parts.push({ startLine: line, endLine: line, text: commentText(result, comment) });
  }
  return parts.sort((a, b) => a.startLine - b.startLine);
}

/** Comments between instructions, and those inside each. */
function groupComments({ ast, lines }: ParseResult): {
  readonly outer: readonly Comment[];
  readonly inner: ReadonlyMap<Instruction, readonly Comment[]>;
} {
  const outer: Comment[] = [];
  const inner = new Map<Instruction, Comment[]>();
  let i = 0;
  for (const comment of ast.comments) {
    while (i < ast.instructions.length && (ast.instructions[i]?.end ?? 0) < comment.start) i++;
    const node = ast.instructions[i];
    if (node === undefined || comment.start < lines.lineStart(node.startLine)) outer.push(comment);
    else inner.set(node, [...(inner.get(node) ?? []), comment]);
  }
  return { outer, inner };
}

function instructionText(result: ParseResult, node: Instruction, inner: readonly Comment[], style: Style): string {
  const { text, ast } = result;
  const lineStart = firstLineStart(result, node);
  const raw = text.slice(lineStart, hasOpenHeredoc(result, node) ? text.length : node.end);
  if (trimSpace(text.slice(lineStart, node.start)) !== '') return raw;
  const formatted = formatInstruction({ text, escape: ast.escape }, node, inner, style);
  if (formatted === undefined) return raw;
  // At the end of a file comments may follow a continuation mark that continues nothing.
  const contentEnd = Math.max(node.textEnd, node.keyword.end, node.flags.at(-1)?.end ?? 0);
  const trailing = node.kind === 'onbuild' ? [] : inner.filter((comment) => comment.start >= contentEnd);
  return [formatted, ...trailing.map((comment) => text.slice(comment.start, comment.end))].join(style.newline);
}

function hasOpenHeredoc({ text }: ParseResult, node: Instruction): boolean {
  const last = heredocsOf(node).at(-1);
  return last !== undefined && last.terminatorStart === last.terminatorEnd && last.bodyEnd === text.length;
}

function firstLineStart({ text, lines }: ParseResult, node: Instruction): number {
  const start = lines.lineStart(node.startLine);
  return start === 0 && text.startsWith('\ufeff') ? 1 : start;
}

/**
 * Without its indentation, except where the indentation keeps BuildKit from seeing what the comment would say: an
 * empty one ends the doc comments above, and `# check=` sets options.
 */
function commentText({ text, lines }: ParseResult, comment: Comment): string {
  if (comment.text !== '' && !comment.text.startsWith('check')) return text.slice(comment.start, comment.end);
  const start = lines.lineStart(lines.positionAt(comment.start).line);
  const from = start === 0 && text.startsWith('\ufeff') ? 1 : start;
  return text.slice(from, skipSpace(text, from, comment.start)) + text.slice(comment.start, comment.end);
}
