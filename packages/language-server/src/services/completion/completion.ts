import type { CompletionItem } from 'vscode-languageserver';
import { cursorAt, type Cursor } from '../../document/cursor.ts';
import type { DocumentState } from '../../document/document-state.ts';
import type { Sources } from '../../sources/sources.ts';
import { commentItems } from './comment-items.ts';
import { flagItems } from './flag-items.ts';
import { keywordItems } from './keyword-items.ts';
import { mountItems } from './mount-items.ts';
import { valueItems } from './value-items.ts';
import { variableItems } from './variable-items.ts';

export interface CompletionOptions {
  /** Whether the editor fills in snippets; false unless given. */
  readonly snippets?: boolean;
  /** Whether items ask for what may follow by the command `editor.action.triggerSuggest`; false unless given. */
  readonly retriggers?: boolean;
  readonly sources?: Sources;
  readonly signal?: AbortSignal;
}

/** What the parts of completion are given. */
export interface CompletionRequest {
  readonly state: DocumentState;
  readonly cursor: Cursor;
  readonly snippets: boolean;
  readonly retriggers: boolean;
  readonly sources: Sources;
  readonly signal: AbortSignal;
}

/** What may stand at a place of a Dockerfile. */
export async function complete(
  state: DocumentState,
  offset: number,
  { snippets = false, retriggers = false, sources = {}, signal = new AbortController().signal }: CompletionOptions = {},
): Promise<readonly CompletionItem[]> {
  const cursor = cursorAt(state, offset);
  const request: CompletionRequest = { state, cursor, snippets, retriggers, sources, signal };
  if (cursor.place === 'comment') return commentItems(request);
  if (cursor.place === 'keyword') return keywordItems(request);
  const variables = variableItems(request);
  if (variables.length > 0 || cursor.place === 'heredoc') return variables;
  if (cursor.instruction === 'run' && cursor.words.length === 0 && cursor.word.startsWith('--mount='))
    return mountItems(request);
  if (cursor.words.length === 0 && cursor.word.startsWith('-')) return flagItems(request);
  return valueItems(request);
}
