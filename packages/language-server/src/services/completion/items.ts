import type { CompletionItem } from 'vscode-languageserver';
import type { Span } from '../../document/places.ts';
import { CompletionKinds, SNIPPET } from '../../lsp/kinds.ts';
import type { CompletionRequest } from './completion.ts';

export interface ItemDetails {
  readonly kind: keyof typeof CompletionKinds;
  /** One line beside the label. */
  readonly detail?: string | undefined;
  /** Markdown. */
  readonly doc?: string | undefined;
  /** What is inserted; the label unless given. */
  readonly insert?: string | undefined;
  readonly isSnippet?: boolean;
  readonly isDeprecated?: boolean;
  /** Items with less come first. */
  readonly order?: number;
  /** Ask for completion again once it is inserted: a value follows. */
  readonly continues?: boolean;
}

/** An item that replaces what stands in a span. */
export function item(
  { state, retriggers }: CompletionRequest,
  label: string,
  span: Span,
  details: ItemDetails,
): CompletionItem {
  const { kind, detail, doc, insert = label, isSnippet = false, isDeprecated = false, order, continues } = details;
  return {
    label,
    kind: CompletionKinds[kind],
    textEdit: { range: state.places.rangeOf(span), newText: insert },
    filterText: isSnippet ? label : insert,
    ...(detail === undefined ? {} : { detail }),
    ...(doc === undefined ? {} : { documentation: { kind: 'markdown', value: doc } }),
    ...(isSnippet ? { insertTextFormat: SNIPPET } : {}),
    ...(isDeprecated ? { tags: [1] } : {}),
    ...(order === undefined ? {} : { sortText: String(order).padStart(4, '0') }),
    ...(continues === true && retriggers ? { command: { title: '', command: 'editor.action.triggerSuggest' } } : {}),
  };
}

/** The last so many characters in front of the cursor. */
export function tail({ cursor }: CompletionRequest, length: number): Span {
  return { start: cursor.offset - length, end: cursor.offset };
}
