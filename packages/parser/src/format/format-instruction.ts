import { heredocsOf } from '../ast/heredocs-of.ts';
import type { Comment, Instruction } from '../ast/nodes.ts';
import type { Source } from '../ast/source.ts';
import { type Item, itemsOf } from './items.ts';
import { cased, type Style } from './options.ts';

/**
 * An instruction laid out, heredoc bodies included; undefined leaves it as it stands. `comments` are those within it.
 */
export function formatInstruction(
  source: Source,
  node: Instruction,
  comments: readonly Comment[],
  style: Style,
): string | undefined {
  const { keyword } = node;
  if (node.kind === 'invalid' || source.text.slice(keyword.start, keyword.end).includes('\n')) return undefined;
  const name = cased(keyword.text, style);
  // What follows ONBUILD goes into the image as it stands.
  if (node.kind === 'onbuild') return name + source.text.slice(keyword.end, node.end);
  const items = itemsOf({ source, style, comments }, node);
  if (items === undefined) return undefined;
  const lines = layOut(name, items, style);
  const bodies = heredocsOf(node);
  const first = bodies[0];
  const last = bodies.at(-1);
  const head = lines.join(style.newline);
  return first === undefined || last === undefined
    ? head
    : head + style.newline + source.text.slice(first.bodyStart, last.terminatorEnd);
}

function layOut(keyword: string, items: readonly Item[], style: Style): readonly string[] {
  const lines: string[] = [];
  let line = keyword;
  for (const item of items) {
    const [first = '', ...rest] = item.lines;
    // At the start of a line this would be a comment.
    if (item.breaks && !first.startsWith('#')) {
      lines.push(`${line} ${style.escape}`, ...item.comments.map((comment) => style.indent + comment));
      line = style.indent + first;
    } else line += ` ${first}`;
    for (const next of rest) {
      lines.push(line);
      line = next;
    }
  }
  return [...lines, line];
}
