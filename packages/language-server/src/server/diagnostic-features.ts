import type { Connection, Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import { ignoreDiagnostics } from '../ignore/ignore-problems.ts';
import type { OpenFile } from '../document/documents.ts';
import { diagnostics } from '../services/diagnostics/diagnostics.ts';
import { answering, type Session } from './session.ts';

/** Sends diagnostics to clients that do not ask for them. */
export interface DiagnosticPush {
  /** Soon after the last change of a file. */
  schedule(uri: string): void;
  clear(uri: string): void;
  dispose(): void;
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
  connection.languages.diagnostics.on(
    answering<{ readonly textDocument: { readonly uri: string } }, DocumentDiagnosticReport>(
      session,
      { kind: 'full', items: [] },
      {
        dockerfile: async (state) => ({
          kind: 'full',
          items: [...diagnostics(state, await session().checks(state))],
        }),
        ignore: (state) => ({ kind: 'full', items: [...ignoreDiagnostics(state)] }),
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
    dispose: () => [...timers.keys()].forEach(stop),
  };
}
