import { type Connection, type InitializeResult, TextDocuments } from 'vscode-languageserver';
import type { ParseResult } from '@strake/parser';
import type { DocumentState } from '../document/document-state.ts';
import { createDocuments } from '../document/documents.ts';
import { syncedText } from '../document/synced-text.ts';
import type { CheckOptions } from '../services/diagnostics/findings.ts';
import { cachedSources } from '../sources/cached.ts';
import { ASKED, BESIDE } from '../sources/patience.ts';
import type { Sources } from '../sources/sources.ts';
import { capabilitiesFor } from './capabilities.ts';
import { type Client, createClient, foldersOf } from './client.ts';
import { addDiagnosticFeatures } from './diagnostic-features.ts';
import { addEditingFeatures } from './editing-features.ts';
import { createLateFindings } from './late-findings.ts';
import { addReadingFeatures } from './reading-features.ts';
import type { Session } from './session.ts';
import type { ResolvedSettings } from './settings.ts';
import { addTokenFeatures } from './token-features.ts';
import { warmUp } from './warm-up.ts';

export interface ServerOptions {
  /** What the server may ask of the world; nothing unless given. Answers are cached. */
  readonly sources?: Sources;
  /** Rules and facts for a file, e.g. from a configuration file beside it; those of the client's settings go first. */
  checks?(uri: string, parsed: ParseResult): Promise<CheckOptions>;
  /** Shown to the client. */
  readonly version?: string;
  /** Told the workspace's folders when the client connects, and all of them again when they change. */
  onFolders?(uris: readonly string[]): void;
  /** Whether to run its code on a sample before it is needed, for a process that serves one client; false unless given. */
  readonly warmUp?: boolean;
}

/** Makes a connection a language server for Dockerfiles and ignore files, and starts to listen. */
export function serve(connection: Connection, options: ServerOptions = {}): void {
  const client = createClient(connection);
  const texts = new TextDocuments(syncedText);
  const documents = createDocuments((uri) => texts.get(uri));
  const sources = cachedSources(options.sources ?? {}, { onLate: () => client.refreshHints() });
  const rules = (state: DocumentState): Promise<CheckOptions> => checksOf(state, options, client.settings);
  const session = (): Session => ({
    phase: client.phase,
    documents,
    sources,
    settings: client.settings,
    hasSnippets: client.hasSnippets,
    patience: client.refreshes ? BESIDE : ASKED,
    uris: () => texts.keys(),
    checks: async (state) => ({ ...(await rules(state)), found: late.of(state) }),
  });
  const push = addDiagnosticFeatures(connection, session);
  /** There is something new to say of a file, though its text is the same. */
  const tell = (uri: string): void => (client.pulls ? client.refreshDiagnostics() : push.schedule(uri));
  const late = createLateFindings({
    scripts: sources.scripts,
    state: (uri) => {
      const file = documents.get(uri);
      return file?.kind === 'dockerfile' ? file.state : undefined;
    },
    config: async (state) => (await rules(state)).config,
    onFound: tell,
  });
  const tokens = addTokenFeatures(connection, session);
  addEditingFeatures(connection, session);
  addReadingFeatures(connection, session);
  client.onSettings(() => texts.keys().forEach(tell));
  texts.onDidChangeContent(({ document }) => {
    if (!client.pulls) push.schedule(document.uri);
    late.schedule(document.uri);
  });
  texts.onDidClose(({ document }) => {
    for (const part of [documents, tokens, late, push]) part.forget(document.uri);
    if (!client.pulls) push.clear(document.uri);
  });
  addLifeCycle(connection, client, options, [push, late]);
  texts.listen(connection);
  connection.listen();
}

/** From the handshake to the end. */
function addLifeCycle(
  connection: Connection,
  client: Client,
  { version, onFolders, warmUp: isEager = false }: ServerOptions,
  parts: readonly { dispose(): void }[],
): void {
  let warming: Disposable | undefined;
  connection.onInitialize((params): InitializeResult => {
    client.meet(params);
    onFolders?.(foldersOf(params));
    if (isEager) warming = warmUp();
    const serverInfo = { name: 'strake', ...(version === undefined ? {} : { version }) };
    return { capabilities: capabilitiesFor(client.settings), serverInfo };
  });
  connection.onInitialized(() => {
    if (onFolders) client.followFolders(onFolders);
  });
  connection.onShutdown(() => {
    client.leave();
    for (const part of parts) part.dispose();
    warming?.[Symbol.dispose]();
  });
}

/** What cannot be found out is not known: it does not cost the findings of the text itself. */
async function knownOf(uri: string, parsed: ParseResult, { checks }: ServerOptions): Promise<CheckOptions> {
  try {
    return (await checks?.(uri, parsed)) ?? {};
  } catch {
    return {};
  }
}

/** Rules of the client's settings go before those of files. */
async function checksOf(
  { uri, parse }: DocumentState,
  options: ServerOptions,
  { config }: ResolvedSettings,
): Promise<CheckOptions> {
  const given = await knownOf(uri, parse, options);
  return config === undefined ? given : { ...given, config };
}
