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

export interface ServerOptions {
  /** What the server may ask of the world; nothing unless given. Answers are cached. */
  readonly sources?: Sources;
  /** Rules and facts for a file, e.g. from a configuration file beside it; those of the client's settings go first. */
  checks?(uri: string): Promise<CheckOptions>;
  /** Shown to the client. */
  readonly version?: string;
  /** Told the workspace's folders when the client connects. */
  onFolders?(uris: readonly string[]): void;
}

/** Makes a connection a language server for Dockerfiles and ignore files, and starts to listen. */
export function serve(connection: Connection, options: ServerOptions = {}): void {
  const texts = new TextDocuments(TextDocument);
  const documents = createDocuments((uri) => texts.get(uri));
  const sources = cachedSources(options.sources ?? {});
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

  connection.onInitialize(({ capabilities, initializationOptions, workspaceFolders }): InitializeResult => {
    client = capabilities;
    initial = isRecord(initializationOptions) ? initializationOptions : {};
    settings = resolveSettings(initial);
    options.onFolders?.((workspaceFolders ?? []).map(({ uri }) => uri));
    return { capabilities: capabilitiesFor(settings), serverInfo: serverInfo(options) };
  });
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
  connection.onShutdown(() => push.dispose());
  texts.listen(connection);
  connection.listen();
}

async function checksOf(uri: string, options: ServerOptions, { config }: ResolvedSettings): Promise<CheckOptions> {
  const given = (await options.checks?.(uri)) ?? {};
  return config === undefined ? given : { ...given, config };
}

function serverInfo({ version }: ServerOptions): { readonly name: string; readonly version?: string } {
  return version === undefined ? { name: 'strake' } : { name: 'strake', version };
}
