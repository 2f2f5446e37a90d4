import type { Connection, Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import { ignoreDiagnostics } from '../ignore/ignore-problems.ts';
import type { OpenFile } from '../document/documents.ts';
import { diagnostics } from '../services/diagnostics/diagnostics.ts';
import { problemsOf } from '../services/diagnostics/findings.ts';
import { answering, type Session } from './session.ts';

/** Sends diagnostics to clients that do not ask for them. */
export interface DiagnosticPush {
  /** Soon after the last change of a file. */
  schedule(uri: string): void;
  clear(uri: string): void;
  /** A file is closed. */
  forget(uri: string): void;
  dispose(): void;
}

interface Pulled {
  readonly textDocument: { readonly uri: string };
  readonly previousResultId?: string;
}

/** What was answered last for a file, and what it was made of. */
interface Answer {
  readonly source: object;
  readonly resultId: string;
}

// Long enough to let a word be typed, short enough to feel immediate.
const PAUSE = 120;

async function problemsIn(file: OpenFile, { checks }: Session): Promise<readonly Diagnostic[]> {
  switch (file.kind) {
    case 'dockerfile':
      return diagnostics(file.state, await checks(file.state));
    case 'ignore':
      return ignoreDiagnostics(file.state);
    case 'large':
      return [];
  }
}

export function addDiagnosticFeatures(connection: Connection, session: () => Session): DiagnosticPush {
  const answers = new Map<string, Answer>();
  let count = 0;
  /** `source` is the same object as long as there is the same to say. */
  const report = (
    { textDocument: { uri }, previousResultId }: Pulled,
    source: object,
    items: () => readonly Diagnostic[],
  ): DocumentDiagnosticReport => {
    const last = answers.get(uri);
    if (last?.source === source && last.resultId === previousResultId)
      return { kind: 'unchanged', resultId: last.resultId };
    const resultId = last?.source === source ? last.resultId : String(++count);
    answers.set(uri, { source, resultId });
    return { kind: 'full', resultId, items: [...items()] };
  };
  connection.languages.diagnostics.on(
    answering<Pulled, DocumentDiagnosticReport>(
      session,
      { kind: 'full', items: [] },
      {
        dockerfile: async (state, params) => {
          const options = await session().checks(state);
          return report(params, problemsOf(state, options), () => diagnostics(state, options));
        },
        ignore: (state, params) => report(params, state, () => ignoreDiagnostics(state)),
      },
    ),
  );
  const { console: log } = connection;
  const timers = new Map<string, unknown>();
  const send = async (uri: string): Promise<void> => {
    timers.delete(uri);
    const file = session().documents.get(uri);
    if (file === undefined) return;
    const found = await problemsIn(file, session());
    // Closed or changed in the meantime: somebody else tells.
    if (session().documents.get(uri)?.state !== file.state) return;
    await connection.sendDiagnostics({ uri, version: file.state.version, diagnostics: [...found] });
  };
  const stop = (uri: string): void => {
    clearTimeout(timers.get(uri) as Parameters<typeof clearTimeout>[0]);
    timers.delete(uri);
  };
  return {
    schedule(uri) {
      stop(uri);
      timers.set(
        uri,
        setTimeout(() => void send(uri).catch((error: unknown) => log.error(String(error))), PAUSE),
      );
    },
    clear(uri) {
      stop(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
    forget: (uri) => void answers.delete(uri),
    dispose: () => [...timers.keys()].forEach(stop),
  };
}
