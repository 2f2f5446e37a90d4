import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createProtocolConnection,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

/** A language server in a process of its own with a client that has shaken hands with it. */
export interface LspClient extends AsyncDisposable {
  readonly connection: ProtocolConnection;
  readonly server: ChildProcess;
  readonly initialized: InitializeResult;
  open(uri: string, text: string, languageId?: string): Promise<void>;
  /** Ends in order; gives the server's exit code. */
  close(): Promise<number | null>;
}

export async function startLsp(
  command: readonly [string, ...string[]],
  { env, ...params }: Partial<InitializeParams> & { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<LspClient> {
  const [program, ...args] = command;
  const server = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  const defaults: InitializeParams = { processId: process.pid, rootUri: null, capabilities: {} };
  const initialized = await connection.sendRequest<InitializeResult>('initialize', { ...defaults, ...params });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    server,
    initialized,
    open: (uri, text, languageId = 'dockerfile') =>
      connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    async close() {
      const exit = once(server, 'exit') as Promise<[number | null]>;
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const [code] = await exit;
      connection.dispose();
      return code;
    },
    async [Symbol.asyncDispose]() {
      if (server.exitCode === null) server.kill('SIGKILL');
    },
  };
}
