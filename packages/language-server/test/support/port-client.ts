import { MessageChannel } from 'node:worker_threads';
import { createConnection, PortMessageReader, PortMessageWriter } from 'vscode-languageserver/node';
import { serve, type ServerOptions } from '../../src/server/server.ts';

/** A client of a server in this process, over a message channel. */
export interface PortClient extends Disposable {
  ask<R = unknown>(method: string, params: object): Promise<R>;
  tell(method: string, params: object): void;
  /** Resolves when the server next says or asks this. */
  heard(method: string): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: unknown;
}

export async function startPortClient(
  initializationOptions: object = {},
  { options, capabilities = {} }: { readonly options?: ServerOptions; readonly capabilities?: object } = {},
): Promise<PortClient> {
  const { port1, port2 } = new MessageChannel();
  serve(createConnection(new PortMessageReader(port1), new PortMessageWriter(port1)), options);
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Map<string, (() => void)[]>();
  let asked = 0;
  port2.on('message', (message: Message) => {
    if (message.method !== undefined) {
      for (const listener of listeners.get(message.method) ?? []) listener();
      if (message.id !== undefined) port2.postMessage({ jsonrpc: '2.0', id: message.id, result: null });
      return;
    }
    const answer = message.id === undefined ? undefined : waiting.get(message.id);
    if (message.id !== undefined) waiting.delete(message.id);
    answer?.(message);
  });
  const client: PortClient = {
    async ask<R>(method: string, params: object) {
      const id = ++asked;
      const answer = new Promise<Message>((resolve) => waiting.set(id, resolve));
      port2.postMessage({ jsonrpc: '2.0', id, method, params });
      const { result, error } = await answer;
      return (error === undefined ? result : { error }) as R;
    },
    tell: (method, params) => port2.postMessage({ jsonrpc: '2.0', method, params }),
    heard: (method) =>
      new Promise((resolve) => listeners.set(method, [...(listeners.get(method) ?? []), () => resolve()])),
    [Symbol.dispose]() {
      port1.close();
      port2.close();
    },
  };
  const able = { textDocument: { diagnostic: {} }, ...capabilities };
  await client.ask('initialize', { processId: null, rootUri: null, capabilities: able, initializationOptions });
  return client;
}
