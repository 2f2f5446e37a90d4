import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';

let directory: string;
let file: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-worker-'));
  file = join(directory, 'worker.mjs');
  const bundle = await rolldown({ input: join(import.meta.dirname, '../src/browser.ts'), platform: 'browser' });
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('the worker needs nothing of Node', () => {
  const imports = [
    ...readFileSync(file, 'utf8').matchAll(/^import .* from ["']([^"']+)["']|\brequire\(["']([^"']+)["']\)/gm),
  ];
  expect(imports.map(([text]) => text)).toEqual([]);
});

test('the worker serves the protocol on its messages', async () => {
  const { serveWorker } = (await import(pathToFileURL(file).href)) as { serveWorker(port: MessagePort): void };
  const { port1, port2 } = new MessageChannel();
  serveWorker(port1);
  try {
    const ask = (id: number, method: string, params: object): Promise<{ readonly result?: unknown }> =>
      new Promise((resolve) => {
        port2.on(
          'message',
          (message: { readonly id?: number; readonly result?: unknown }) => message.id === id && resolve(message),
        );
        port2.postMessage({ jsonrpc: '2.0', id, method, params });
      });
    const initialized = await ask(1, 'initialize', { processId: null, rootUri: null, capabilities: {} });
    expect(initialized.result).toMatchObject({ serverInfo: { name: 'strake' }, capabilities: { hoverProvider: true } });
    const textDocument = { uri: 'file:///Dockerfile', languageId: 'dockerfile', version: 1, text: 'FROM a\nRUN ls\n' };
    port2.postMessage({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument } });
    const position = { line: 1, character: 1 };
    const hover = await ask(2, 'textDocument/hover', { textDocument: { uri: textDocument.uri }, position });
    expect(hover.result).toMatchObject({ contents: { value: expect.stringContaining('Run a command') } });
  } finally {
    port1.close();
    port2.close();
  }
});
