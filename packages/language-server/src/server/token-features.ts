import type { Connection, SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver';
import { ignoreTokens } from '../ignore/ignore-services.ts';
import {
  semanticTokens,
  semanticTokensEdits,
  semanticTokensInRange,
} from '../services/semantic-tokens/semantic-tokens.ts';
import { answering, type Session } from './session.ts';

const NONE: SemanticTokens = { data: [] };

/** Semantic tokens: in full, as what changed since the last answer, and of a range. */
export function addTokenFeatures(connection: Connection, session: () => Session): { forget(uri: string): void } {
  const sent = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  let count = 0;
  const remember = (uri: string, data: readonly number[]): string => {
    const resultId = String(++count);
    sent.set(uri, { resultId, data });
    return resultId;
  };
  const full = (uri: string, data: readonly number[]): SemanticTokens => ({
    resultId: remember(uri, data),
    data: [...data],
  });
  const changed = (uri: string, previous: string, data: readonly number[]): SemanticTokens | SemanticTokensDelta => {
    const last = sent.get(uri);
    if (last?.resultId !== previous) return full(uri, data);
    return { edits: semanticTokensEdits(last.data, data), resultId: remember(uri, data) };
  };
  const { semanticTokens: tokens } = connection.languages;
  tokens.on(
    answering(session, NONE, {
      dockerfile: (state) => full(state.uri, semanticTokens(state)),
      ignore: (state) => full(state.uri, ignoreTokens(state)),
    }),
  );
  tokens.onDelta(
    answering<Parameters<Parameters<typeof tokens.onDelta>[0]>[0], SemanticTokens | SemanticTokensDelta>(
      session,
      NONE,
      {
        dockerfile: (state, { previousResultId }) => changed(state.uri, previousResultId, semanticTokens(state)),
        ignore: (state, { previousResultId }) => changed(state.uri, previousResultId, ignoreTokens(state)),
      },
    ),
  );
  tokens.onRange(
    answering(session, NONE, {
      dockerfile: (state, { range }) => semanticTokensInRange(state, range.start.line, range.end.line),
      ignore: (state) => ({ data: [...ignoreTokens(state)] }),
    }),
  );
  return { forget: (uri) => void sent.delete(uri) };
}
