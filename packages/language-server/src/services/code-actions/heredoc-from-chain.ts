import type { TextEdit } from '@strake/parser';
import type { DocumentState } from '../../document/document-state.ts';
import { touches } from '../../document/places.ts';

/**
 * `RUN a && b && c` as `RUN <<EOF` with a command a line and `set -e`, which ends it where a command fails as `&&` does.
 * Undefined where the command is anything but such a chain.
 */
export function heredocFromChain({ parse, model }: DocumentState, offset: number): TextEdit | undefined {
  const node = parse.ast.instructions.find((known) => touches(known, offset));
  if (node?.kind !== 'run' || node.heredocs.length > 0 || node.command.kind !== 'shell-form') return undefined;
  const [script] = model.scripts.get(node) ?? [];
  const [statement, ...others] = script?.tree().commands ?? [];
  if (script === undefined || statement === undefined || others.length > 0 || statement.background === true)
    return undefined;
  const { command } = statement;
  if (command.type !== 'AndOr' || command.operators.some((operator) => operator !== '&&')) return undefined;
  // Comments between the commands have no place in this form.
  if (parse.ast.comments.some((comment) => touches(node.command, comment.start))) return undefined;
  const lines = command.commands.map(({ pos, end }) => script.text.slice(pos, end).trimEnd());
  const [first = ''] = lines;
  const setup = /^set\s+-\w*e/.test(first) ? [] : ['set -e'];
  const newText = ['<<EOF', ...setup, ...lines, 'EOF'].join('\n');
  return { start: node.command.start, end: node.command.end, newText };
}
