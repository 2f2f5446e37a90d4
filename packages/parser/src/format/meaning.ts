import { heredocsOf } from '../ast/heredocs-of.ts';
import type { Instruction } from '../ast/nodes.ts';
import { nodeArguments } from '../dump/buildkit-arguments.ts';
import type { ParseResult } from '../parse-result.ts';

/**
 * All of a file that a build can depend on, as a text to compare: directives, and of each instruction its flags (their
 * order only among those of one name), arguments and heredocs. Then the comments, in any order. Layout is not in it.
 */
export function meaningOf(result: ParseResult): string {
  const { ast } = result;
  return JSON.stringify([
    ast.directives.map(({ name, value }) => [name, value]),
    ast.instructions.map((node) => instructionMeaning(node, ast.escape)),
    ast.comments.map((comment) => comment.text).sort(),
  ]);
}

function instructionMeaning(node: Instruction, escape: '\\' | '`'): unknown {
  const flags = node.flags.map(({ name, value }) => [name, value ?? null] as const);
  return [
    node.kind === 'invalid' ? `${node.kind} ${node.keyword.text} ${node.text}` : node.kind,
    flags.toSorted((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)),
    argumentMeaning(node, escape),
    'command' in node ? node.command?.kind : node.text.startsWith('['),
    heredocsOf(node).map(({ name, fd, expand, chomp, content }) => [name, fd, expand, chomp, content]),
  ];
}

/** `AS` and the type of HEALTHCHECK are keywords: their case means nothing. */
function argumentMeaning(node: Instruction, escape: '\\' | '`'): unknown {
  if (node.kind === 'onbuild') return node.triggerText;
  if (node.kind === 'from') return [node.image.text, node.alias?.text ?? null];
  const args = nodeArguments(node, escape);
  return node.kind === 'healthcheck' ? args.slice(1) : args;
}
