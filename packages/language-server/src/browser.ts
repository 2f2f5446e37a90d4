import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serve, type ServerOptions } from './server/server.ts';

export type { ServerOptions } from './server/server.ts';
export type { ServerSettings } from './server/settings.ts';

/** Either end of a worker: `self` inside of it, or a `MessagePort`. */
export type Port = ConstructorParameters<typeof BrowserMessageReader>[0];

/** Serves the Language Server Protocol on a worker's messages: `serveWorker(self)` is a whole worker. */
export function serveWorker(port: Port, options: ServerOptions = {}): void {
  serve(createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port)), options);
}
