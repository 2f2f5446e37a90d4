import { commands, type ExtensionContext, Uri, window, workspace } from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { buildCommand } from './build-command.ts';

let client: LanguageClient | undefined;

/** Called by the editor when a Dockerfile or an ignore file is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand('strake.buildStage', buildStage),
    commands.registerCommand('strake.restart', () => client?.restart()),
    workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration('strake.server')) await restart(context);
    }),
  );
  await start(context);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function start(context: ExtensionContext): Promise<void> {
  client = new LanguageClient('strake', 'Strake', serverOptions(context), clientOptions());
  await client.start();
}

async function restart(context: ExtensionContext): Promise<void> {
  await client?.stop();
  await start(context);
}

/** The program of the settings, else the server that is bundled. */
function serverOptions(context: ExtensionContext): ServerOptions {
  const settings = workspace.getConfiguration('strake');
  const command = settings.get('server.path', '');
  const args = [...settings.get<readonly string[]>('server.arguments', [])];
  if (command !== '') return { command, args: ['lsp', ...args], transport: TransportKind.stdio };
  return { module: context.asAbsolutePath('dist/server.cjs'), args, transport: TransportKind.ipc };
}

function clientOptions(): LanguageClientOptions {
  return {
    documentSelector: [{ language: 'dockerfile' }, { pattern: '**/*.{dockerignore,containerignore}' }],
    initializationOptions: { ...workspace.getConfiguration('strake'), retrigger: true },
    synchronize: { configurationSection: 'strake' },
  };
}

/** Builds a stage in a terminal, so that its output and its end are seen. */
function buildStage(uri: string, stage: string): void {
  if (!workspace.isTrusted) return;
  const file = Uri.parse(uri);
  const folder = workspace.getWorkspaceFolder(file)?.uri.fsPath;
  const terminal = window.createTerminal({
    name: `strake build ${stage}`,
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  terminal.show();
  terminal.sendText(buildCommand(file.fsPath, stage, process.platform));
}
