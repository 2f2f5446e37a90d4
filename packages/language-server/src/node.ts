import type { Readable, Writable } from 'node:stream';
import { createConnection } from 'vscode-languageserver/node';
import { FramedInput } from './server/node-framed-input.ts';
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
export { filePathOf } from './sources/node-path.ts';

export interface StdioOptions extends ServerOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Told when what comes cannot be read on: the server ends then, as when its client goes away. */
  onBroken?(error: Error): void;
}

/** Serves the Language Server Protocol on two streams, e.g. standard input and output. The process ends with its client. */
export function serveStreams({ input, output, onBroken, ...options }: StdioOptions): void {
  const framed = new FramedInput();
  framed.on('error', (error) => onBroken?.(error));
  input.on('error', (error) => framed.destroy(error));
  input.on('close', () => framed.end());
  serve(createConnection(input.pipe(framed), output), options);
}

/** Serves as the process's arguments say: `--stdio`, `--node-ipc`, `--socket=PORT`, `--pipe=NAME`. */
export function serveProcess(options: ServerOptions = {}): void {
  serve(createConnection(), options);
}
