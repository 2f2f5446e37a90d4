import type { CallHierarchyItem, Connection } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from '../services/call-hierarchy.ts';
import { codeLenses } from '../services/code-lens.ts';
import { findDefinition } from '../services/definition.ts';
import { documentLinks } from '../services/document-links.ts';
import { documentSymbols, workspaceSymbols } from '../services/document-symbols.ts';
import { foldingRanges } from '../services/folding.ts';
import { inlayHints } from '../services/inlay-hints.ts';
import { findHighlights, findReferences } from '../services/references.ts';
import { selectionRange } from '../services/selection-ranges.ts';
import { patient } from '../sources/patience.ts';
import { answering, type Session } from './session.ts';

/** Requests that help to read: definitions, references, outline, hints, links, stages and their users. */
export function addReadingFeatures(connection: Connection, session: () => Session): void {
  addNavigation(connection, session);
  connection.onDocumentSymbol(answering(session, null, { dockerfile: (state) => [...documentSymbols(state)] }));
  connection.onWorkspaceSymbol(({ query }) => [...workspaceSymbols(dockerfiles(session()), query)]);
  connection.onFoldingRanges(answering(session, null, { dockerfile: (state) => [...foldingRanges(state)] }));
  connection.onSelectionRanges(
    answering(session, null, {
      dockerfile: (state, { positions }) =>
        positions.map((position) => selectionRange(state, state.places.offsetAt(position))),
    }),
  );
  connection.languages.inlayHint.on(
    answering(session, null, {
      dockerfile: async (state, { range }, signal) => {
        const span = { start: state.places.offsetAt(range.start), end: state.places.offsetAt(range.end) };
        const { sources, patience } = session();
        return [...(await inlayHints(state, span, sources, patient(signal, patience)))];
      },
    }),
  );
  connection.onCodeLens(
    answering(session, null, {
      dockerfile: async (state, _params, signal) => [...(await codeLenses(state, session().sources, signal))],
    }),
  );
  connection.onDocumentLinks(
    answering(session, null, {
      dockerfile: async (state, _params, signal) => [...(await documentLinks(state, session().sources, signal))],
    }),
  );
}

function addNavigation(connection: Connection, session: () => Session): void {
  connection.onDefinition(
    answering(session, null, {
      dockerfile: async (state, { position }, signal) => [
        ...(await findDefinition(state, state.places.offsetAt(position), session().sources, signal)),
      ],
    }),
  );
  connection.onReferences(
    answering(session, null, {
      dockerfile: (state, { position, context }) => [
        ...findReferences(state, state.places.offsetAt(position), { includeDeclaration: context.includeDeclaration }),
      ],
    }),
  );
  connection.onDocumentHighlight(
    answering(session, null, {
      dockerfile: (state, { position }) => [...findHighlights(state, state.places.offsetAt(position))],
    }),
  );
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(
    answering(session, null, {
      dockerfile: (state, { position }) => [...prepareCallHierarchy(state, state.places.offsetAt(position))],
    }),
  );
  callHierarchy.onIncomingCalls(({ item }) => withStage(session(), item, (state) => [...incomingCalls(state, item)]));
  callHierarchy.onOutgoingCalls(({ item }) => withStage(session(), item, (state) => [...outgoingCalls(state, item)]));
}

function withStage<R>(session: Session, { uri }: CallHierarchyItem, answer: (state: DocumentState) => R): R | null {
  const file = session.documents.get(uri);
  return file?.kind === 'dockerfile' ? answer(file.state) : null;
}

function dockerfiles(session: Session): readonly DocumentState[] {
  return session.uris().flatMap((uri) => {
    const file = session.documents.get(uri);
    return file?.kind === 'dockerfile' ? [file.state] : [];
  });
}
