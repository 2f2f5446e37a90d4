import type { TextEdit } from '@strake/parser';
import type { DocumentState } from '../../document/document-state.ts';
import { touches } from '../../document/places.ts';
import type { ShellScript } from '../../shell/shell-scripts.ts';

/**
 * `RUN a && b && c` as `RUN <<EOF` with a command a line and `set -e`, which ends it where a command fails as `&&` does.
 * Undefined where the command is anything but such a chain.
 */
export function heredocFromChain({ parse, model }: DocumentState, offset: number): TextEdit | undefined {
  const node = parse.ast.instructions.find((known) => touches(known, offset));
  if (node?.kind !== 'run' || node.heredocs.length > 0 || node.command.kind !== 'shell-form') return undefined;
  // Comments between the commands have no place in this form.
  if (parse.ast.comments.some((comment) => touches(node.command, comment.start))) return undefined;
  const [script] = model.scripts.get(node) ?? [];
  const lines = script && chainOf(script);
  if (lines === undefined) return undefined;
  const setup = /^set\s+-\w*e/.test(lines[0] ?? '') ? [] : ['set -e'];
  const newText = ['<<EOF', ...setup, ...lines, 'EOF'].join('\n');
  return { start: node.command.start, end: node.command.end, newText };
}

/** The commands of a script that is one chain of `&&`. */
function chainOf({ text, tree }: ShellScript): readonly string[] | undefined {
  const [statement, ...others] = tree().commands;
  if (statement === undefined || others.length > 0 || statement.background === true) return undefined;
  const { command } = statement;
  if (command.type !== 'AndOr' || command.operators.some((operator) => operator !== '&&')) return undefined;
  return command.commands.map(({ pos, end }) => text.slice(pos, end).trimEnd());
}
