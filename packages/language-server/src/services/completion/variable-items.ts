import type { CompletionItem } from 'vscode-languageserver';
import { builtInArguments } from '../../knowledge/built-in-arguments.ts';
import { variablesAt } from '../../model/file-model.ts';
import { keywordOf, valueText } from '../variable-text.ts';
import type { CompletionRequest } from './completion.ts';
import { item, tail } from './items.ts';

/** Variables after a `$`, with their values; none where no variable is being written. */
export function variableItems(request: CompletionRequest): readonly CompletionItem[] {
  const { cursor, state } = request;
  const typed = /(?:^|[^\\$])(\$\{?)(\w*)$/.exec(cursor.word);
  if (typed === null) return [];
  const [, sign = '', name = ''] = typed;
  const span = tail(request, sign.length + name.length);
  const close = sign === '${' && state.text.charAt(cursor.offset) !== '}' ? '}' : '';
  const variables = variablesAt(state.model, cursor.offset, cursor.instruction === 'from');
  return [...variables.values()].map((variable) =>
    item(request, variable.name, span, {
      kind: variable.kind === 'argument' ? 'constant' : 'variable',
      detail: `${keywordOf(variable)} ${valueText(variable)}`,
      doc: builtInArguments.find((known) => known.name === variable.name)?.doc,
      insert: `${sign}${variable.name}${close}`,
      order: variable.place === undefined ? 1 : 0,
    }),
  );
}
