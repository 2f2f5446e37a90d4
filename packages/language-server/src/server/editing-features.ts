import type { Connection, WorkspaceEdit } from 'vscode-languageserver';
import { completeIgnore, hoverIgnore, ignoreActions } from '../ignore/ignore-services.ts';
import type { DocumentState } from '../document/document-state.ts';
import type { Places, Span } from '../document/places.ts';
import { codeActions } from '../services/code-actions/code-actions.ts';
import { complete } from '../services/completion/completion.ts';
import { formatDocument, formatOnType, formatRange } from '../services/formatting.ts';
import { hover } from '../services/hover/hover.ts';
import { linkedEditingRanges } from '../services/linked-editing.ts';
import { prepareRename, rename } from '../services/rename.ts';
import { signatureHelp } from '../services/signature-help.ts';
import { answering, refused, type Session } from './session.ts';

/** Requests that help to write: completion, hover, signatures, repairs, formatting, renaming. */
export function addEditingFeatures(connection: Connection, session: () => Session): void {
  connection.onCompletion(
    answering(session, null, {
      dockerfile: async (state, { position }, signal) => {
        const { sources, settings, hasSnippets } = session();
        const options = { sources, signal, snippets: hasSnippets, retriggers: settings.retrigger };
        return [...(await complete(state, state.places.offsetAt(position), options))];
      },
      ignore: async (state, { position }, signal) => [
        ...(await completeIgnore(state, state.places.offsetAt(position), session().sources, signal)),
      ],
    }),
  );
  connection.onHover(
    answering(session, null, {
      dockerfile: async (state, { position }, signal) =>
        (await hover(state, state.places.offsetAt(position), session().sources, signal)) ?? null,
      ignore: (state, { position }) => hoverIgnore(state, state.places.offsetAt(position)) ?? null,
    }),
  );
  connection.onSignatureHelp(
    answering(session, null, {
      dockerfile: (state, { position }) => signatureHelp(state, state.places.offsetAt(position)) ?? null,
    }),
  );
  connection.onCodeAction(
    answering(session, null, {
      dockerfile: async (state, { range, context }) => {
        const checks = await session().checks(state);
        const only = context.only === undefined ? {} : { only: context.only };
        return [...codeActions(state, spanOf(state.places, range), { ...checks, ...only })];
      },
      ignore: (state, { range }) => [...ignoreActions(state, spanOf(state.places, range))],
    }),
  );
  addFormatting(connection, session);
  addRenaming(connection, session);
}

function addFormatting(connection: Connection, session: () => Session): void {
  const options = (): Session['settings']['format'] => session().settings.format;
  connection.onDocumentFormatting(
    answering(session, null, { dockerfile: (state) => [...formatDocument(state, options())] }),
  );
  connection.onDocumentRangeFormatting(
    answering(session, null, {
      dockerfile: (state, { range }) => [...formatRange(state, spanOf(state.places, range), options())],
    }),
  );
  connection.onDocumentOnTypeFormatting(
    answering(session, null, {
      dockerfile: (state, { position }) => [...formatOnType(state, state.places.offsetAt(position), options())],
    }),
  );
}

function addRenaming(connection: Connection, session: () => Session): void {
  connection.onPrepareRename(async (params, token) => {
    const prepare = answering<typeof params, ReturnType<typeof prepareRename> | null>(session, null, {
      dockerfile: (state, { position }) => prepareRename(state, state.places.offsetAt(position)) ?? null,
    });
    const answer = await prepare(params, token);
    return answer !== null && answer !== undefined && 'problem' in answer ? refused(answer.problem) : (answer ?? null);
  });
  connection.onRenameRequest(async (params, token) => {
    const answer = await answering<typeof params, ReturnType<typeof rename> | null>(session, null, {
      dockerfile: (state, { position, newName }) => rename(state, state.places.offsetAt(position), newName),
    })(params, token);
    if (answer === null || !('length' in answer)) return answer && 'problem' in answer ? refused(answer.problem) : null;
    const edit: WorkspaceEdit = { changes: { [params.textDocument.uri]: [...answer] } };
    return edit;
  });
  connection.languages.onLinkedEditingRange(
    answering(session, null, {
      dockerfile: (state: DocumentState, { position }) =>
        linkedEditingRanges(state, state.places.offsetAt(position)) ?? null,
    }),
  );
}

function spanOf(places: Places, range: ReturnType<Places['rangeOf']>): Span {
  return { start: places.offsetAt(range.start), end: places.offsetAt(range.end) };
}
