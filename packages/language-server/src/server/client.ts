import type { ClientCapabilities, Connection, InitializeParams } from 'vscode-languageserver';
import type { Phase } from './session.ts';
import { isRecord, type ResolvedSettings, resolveSettings } from './settings.ts';

/** The other end: what it can do and what its user has set. */
export interface Client {
  readonly phase: Phase;
  readonly settings: ResolvedSettings;
  readonly hasSnippets: boolean;
  /** Whether it asks for diagnostics itself. */
  readonly pulls: boolean;
  /** Whether it can be asked to ask again for what stands beside the text. */
  readonly refreshes: boolean;
  /** Takes over what it says of itself when it connects. */
  meet(params: InitializeParams): void;
  /** It asks for nothing more. */
  leave(): void;
  /** Asks it to ask for diagnostics again, if it does that. */
  refreshDiagnostics(): void;
  /** The same for what stands beside the text. */
  refreshHints(): void;
  /** Calls back with all workspace folders when they change. */
  followFolders(onFolders: (uris: readonly string[]) => void): void;
  onSettings(changed: () => void): void;
}

/** Knows nothing of the client until it connects. */
export function createClient({ languages, workspace, onDidChangeConfiguration }: Connection): Client {
  return new ConnectedClient({ languages, workspace, onDidChangeConfiguration });
}

type Line = Pick<Connection, 'languages' | 'workspace' | 'onDidChangeConfiguration'>;

class ConnectedClient implements Client {
  readonly #line: Line;
  #phase: Phase = 'new';
  #capabilities: ClientCapabilities = {};
  #settings: ResolvedSettings = resolveSettings(undefined);
  /** What the client sent when it connected; later settings go over it. */
  #initial: Readonly<Record<string, unknown>> = {};

  constructor(line: Line) {
    this.#line = line;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get settings(): ResolvedSettings {
    return this.#settings;
  }

  get hasSnippets(): boolean {
    return this.#capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
  }

  get pulls(): boolean {
    return this.#capabilities.textDocument?.diagnostic !== undefined;
  }

  get refreshes(): boolean {
    return this.#capabilities.workspace?.inlayHint?.refreshSupport === true;
  }

  meet({ capabilities, initializationOptions }: InitializeParams): void {
    this.#phase = 'open';
    this.#capabilities = isRecord(capabilities) ? capabilities : {};
    this.#initial = isRecord(initializationOptions) ? initializationOptions : {};
    this.#settings = resolveSettings(this.#initial);
  }

  leave(): void {
    this.#phase = 'ended';
  }

  refreshDiagnostics(): void {
    if (this.#capabilities.workspace?.diagnostics?.refreshSupport === true)
      void this.#line.languages.diagnostics.refresh().catch(() => undefined);
  }

  refreshHints(): void {
    if (this.refreshes) void this.#line.languages.inlayHint.refresh().catch(() => undefined);
  }

  followFolders(onFolders: (uris: readonly string[]) => void): void {
    const { workspace } = this.#line;
    if (this.#capabilities.workspace?.workspaceFolders !== true) return;
    // The client knows them all; the event only says what has changed.
    const ask = async (): Promise<void> =>
      onFolders(((await workspace.getWorkspaceFolders()) ?? []).map(({ uri }) => uri));
    workspace.onDidChangeWorkspaceFolders(() => void ask().catch(() => undefined));
  }

  onSettings(changed: () => void): void {
    this.#line.onDidChangeConfiguration(({ settings }) => {
      if (!isRecord(settings)) return;
      const own = isRecord(settings['strake']) ? settings['strake'] : {};
      this.#settings = resolveSettings({ ...this.#initial, ...own });
      changed();
    });
  }
}

/** The workspace's folders. Clients from before there were several send one, or none for a single file. */
export function foldersOf({
  workspaceFolders,
  rootUri,
}: Pick<InitializeParams, 'workspaceFolders'> & Rooted): readonly string[] {
  if (Array.isArray(workspaceFolders)) return workspaceFolders.map(({ uri }) => uri);
  return typeof rootUri === 'string' ? [rootUri] : [];
}

interface Rooted {
  readonly rootUri?: string | null;
}
