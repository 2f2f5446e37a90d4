import { type ClientCapabilities, type Connection, type InitializeResult, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createDocuments } from '../document/documents.ts';
import type { CheckOptions } from '../services/diagnostics/findings.ts';
import { cachedSources } from '../sources/cached.ts';
import type { Sources } from '../sources/sources.ts';
import { capabilitiesFor } from './capabilities.ts';
import { addDiagnosticFeatures } from './diagnostic-features.ts';
import { addEditingFeatures } from './editing-features.ts';
import { addReadingFeatures } from './reading-features.ts';
import type { Session } from './session.ts';
import { isRecord, type ResolvedSettings, resolveSettings } from './settings.ts';
import { addTokenFeatures } from './token-features.ts';
import { warmUp } from './warm-up.ts';

export interface ServerOptions {
  /** What the server may ask of the world; nothing unless given. Answers are cached. */
  readonly sources?: Sources;
  /** Rules and facts for a file, e.g. from a configuration file beside it; those of the client's settings go first. */
  checks?(uri: string): Promise<CheckOptions>;
  /** Shown to the client. */
  readonly version?: string;
  /** Told the workspace's folders when the client connects, and all of them again when they change. */
  onFolders?(uris: readonly string[]): void;
  /** Whether to run its code on a sample before it is needed, for a process that serves one client; false unless given. */
  readonly warmUp?: boolean;
}

/** Makes a connection a language server for Dockerfiles and ignore files, and starts to listen. */
export function serve(connection: Connection, options: ServerOptions = {}): void {
  const texts = new TextDocuments(TextDocument);
  const documents = createDocuments((uri) => texts.get(uri));
  const sources = cachedSources(options.sources ?? {}, { onLate: () => refreshHints(connection, client) });
  let settings: ResolvedSettings = resolveSettings(undefined);
  /** What the client sent when it connected; later settings go over it. */
  let initial: Readonly<Record<string, unknown>> = {};
  let client: ClientCapabilities = {};
  const session = (): Session => ({
    documents,
    sources,
    settings,
    hasSnippets: client.textDocument?.completion?.completionItem?.snippetSupport === true,
    uris: () => texts.keys(),
    checks: async (uri) => await checksOf(uri, options, settings),
  });
  const push = addDiagnosticFeatures(connection, session);
  const tokens = addTokenFeatures(connection, session);
  addEditingFeatures(connection, session);
  addReadingFeatures(connection, session);
  const pulls = (): boolean => client.textDocument?.diagnostic !== undefined;

  let warming: Disposable | undefined;
  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    initial = isRecord(params.initializationOptions) ? params.initializationOptions : {};
    settings = resolveSettings(initial);
    options.onFolders?.(foldersOf(params));
    if (options.warmUp === true) warming = warmUp();
    return { capabilities: capabilitiesFor(settings), serverInfo: serverInfo(options) };
  });
  connection.onInitialized(() => followFolders(connection, client, options));
  connection.onDidChangeConfiguration(({ settings: given }) => {
    if (!isRecord(given)) return;
    settings = resolveSettings({ ...initial, ...(isRecord(given['strake']) ? given['strake'] : {}) });
    if (pulls()) void connection.languages.diagnostics.refresh();
    else for (const uri of texts.keys()) push.schedule(uri);
  });
  texts.onDidChangeContent(({ document }) => {
    if (!pulls()) push.schedule(document.uri);
  });
  texts.onDidClose(({ document }) => {
    documents.forget(document.uri);
    tokens.forget(document.uri);
    if (!pulls()) push.clear(document.uri);
  });
  connection.onShutdown(() => {
    push.dispose();
    warming?.[Symbol.dispose]();
  });
  texts.listen(connection);
  connection.listen();
}

/** Clients from before there were several folders send one, or none for a single file. */
function foldersOf({ workspaceFolders, rootUri }: Folders): readonly string[] {
  if (Array.isArray(workspaceFolders)) return workspaceFolders.map(({ uri }) => uri);
  return typeof rootUri === 'string' ? [rootUri] : [];
}

interface Folders {
  readonly workspaceFolders?: readonly { readonly uri: string }[] | null;
  readonly rootUri?: string | null;
}

/** Clients ask again for what stands beside the text. */
function refreshHints({ languages }: Connection, { workspace }: ClientCapabilities): void {
  if (workspace?.inlayHint?.refreshSupport === true) void languages.inlayHint.refresh().catch(() => undefined);
}

function followFolders({ workspace }: Connection, client: ClientCapabilities, { onFolders }: ServerOptions): void {
  if (onFolders === undefined || client.workspace?.workspaceFolders !== true) return;
  workspace.onDidChangeWorkspaceFolders(() => {
    // The client knows them all; the event only says what has changed.
    void workspace.getWorkspaceFolders().then(
      (folders) => onFolders((folders ?? []).map(({ uri }) => uri)),
      () => undefined,
    );
  });
}

async function checksOf(uri: string, options: ServerOptions, { config }: ResolvedSettings): Promise<CheckOptions> {
  const given = (await options.checks?.(uri)) ?? {};
  return config === undefined ? given : { ...given, config };
}

function serverInfo({ version }: ServerOptions): { readonly name: string; readonly version?: string } {
  return version === undefined ? { name: 'strake' } : { name: 'strake', version };
}
