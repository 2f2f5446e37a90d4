import type { Readable, Writable } from 'node:stream';
import { createConnection } from 'vscode-languageserver/node';
import { serve, type ServerOptions } from './server/server.ts';

export type { ServerOptions } from './server/server.ts';
export type { ServerSettings } from './server/settings.ts';
export type {
  BuildSource,
  FileSource,
  ImageDescription,
  ImageSource,
  ScriptSource,
  Sources,
  StepMeasure,
} from './sources/sources.ts';
export { type FindConfig, projectConfig } from './sources/node-config.ts';
export type { CheckOptions } from './services/diagnostics/findings.ts';
export { contextFiles } from './sources/node-files.ts';

export interface StdioOptions extends ServerOptions {
  readonly input: Readable;
  readonly output: Writable;
}

/** Serves the Language Server Protocol on two streams, e.g. standard input and output. */
export function serveStreams({ input, output, ...options }: StdioOptions): void {
  serve(createConnection(input, output), options);
}

/** Serves as the process's arguments say: `--stdio`, `--node-ipc`, `--socket=PORT`, `--pipe=NAME`. */
export function serveProcess(options: ServerOptions = {}): void {
  serve(createConnection(), options);
}
