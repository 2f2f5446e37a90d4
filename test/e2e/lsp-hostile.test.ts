import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { type LspClient, startLsp } from './support/lsp-client.ts';

const STRAKE = join(import.meta.dirname, '../../packages/strake/bin/strake.js');
const COMMAND = [process.execPath, STRAKE, 'lsp', '--no-shellcheck'] as const;

let client: LspClient;
beforeAll(async () => {
  client = await startLsp(COMMAND, {
    capabilities: { textDocument: { diagnostic: {} } },
    initializationOptions: { codeLens: true },
  });
});
afterAll(() => client[Symbol.asyncDispose]());

const hover = (uri: string, line = 0, character = 0): Promise<unknown> =>
  client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
const diagnose = (uri: string): Promise<{ readonly items: readonly unknown[] }> =>
  client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });

let edits = 1;
function change(uri: string, ...contentChanges: readonly unknown[]): Promise<void> {
  const textDocument = { uri, version: ++edits };
  return client.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges });
}

describe('what cannot be read ends the server, with a word about it', () => {
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: null, rootUri: null, capabilities: {} },
  };
  const frame = (body: unknown): string => {
    const text = JSON.stringify(body);
    return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };

  test.each([
    ['a message without length', '\r\n\r\n{}', 'without Content-Length'],
    ['a length beyond all files', 'Content-Length: 99999999999999\r\n\r\n', 'more than'],
    ['an endless header', 'X'.repeat(100_000), 'a header of more than'],
  ])('%s', async (_name, text, message) => {
    const server: ChildProcess = spawn(COMMAND[0], COMMAND.slice(1), { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    server.stderr?.on('data', (data) => (said += data));
    server.stdin?.on('error', () => undefined);
    server.stdin?.write(frame(initialize) + text);
    expect(await once(server, 'exit')).toEqual([1, null]);
    expect(said).toContain(message);
  });
});

describe('the server lives on after', () => {
  const uri = 'file:///project/Dockerfile';
  beforeAll(() => client.open(uri, 'FROM a AS b\n'));

  test.each<[string, () => Promise<unknown>]>([
    ['an unknown request', () => client.connection.sendRequest('no/such', {}).catch(() => undefined)],
    [
      'parameters that are none',
      () => client.connection.sendRequest('textDocument/hover', 3 as never).catch(() => undefined),
    ],
    ['a place that is none', () => hover(uri, -1, 1e99)],
    [
      'a place of strings',
      () =>
        client.connection.sendRequest('textDocument/completion', {
          textDocument: { uri },
          position: { line: 'a', character: null },
        }),
    ],
    ['opening nothing', () => client.connection.sendNotification('textDocument/didOpen', {})],
    ['changing what is not open', () => change('file:///other', { text: 'x' })],
    ['changes that are none', () => change(uri, null)],
    [
      'a change from the end to the start, out of the text',
      () =>
        change(uri, { range: { start: { line: 1e9, character: 1e9 }, end: { line: -5, character: -5 } }, text: '' }),
    ],
    [
      'settings that are none',
      () =>
        client.connection.sendNotification('workspace/didChangeConfiguration', {
          settings: { strake: { lint: { extends: 7 } } },
        }),
    ],
    ['cancelling what nobody asked', () => client.connection.sendNotification('$/cancelRequest', { id: 4711 })],
  ])('%s', async (_name, attack) => {
    await attack();
    await change(uri, { text: 'FROM a AS b\n' });
    expect(await hover(uri, 0, 1)).toMatchObject({ contents: { value: expect.stringContaining('FROM') } });
  });
});

test.each([
  ['untitled', 'untitled:Untitled-1'],
  ['in a notebook', 'vscode-notebook-cell:/a.ipynb#x'],
  ['with odd characters', 'file:///a%20b/%E2%82%AC%23%3F/Dockerfile'],
  ['with an encoded slash', 'file:///a%2Fb/Dockerfile'],
  ['on another host', 'file://server/share/Dockerfile'],
  ['of no scheme', 'Dockerfile'],
  ['of Windows', 'file:///c%3A/x/Dockerfile'],
])('a file %s is served', async (_name, uri) => {
  await client.open(uri, 'FROM a AS b\nCOPY x /y\nCOPPY a b\n');
  expect((await diagnose(uri)).items).not.toEqual([]);
  expect(await hover(uri)).not.toBeNull();
  for (const method of ['completion', 'definition']) {
    const params = { textDocument: { uri }, position: { line: 1, character: 6 } };
    expect(await client.connection.sendRequest(`textDocument/${method}`, params)).toEqual(expect.any(Array));
  }
  expect(await client.connection.sendRequest('textDocument/documentLink', { textDocument: { uri } })).toBeDefined();
});

test('a storm of changes and cancelled requests leaves nothing behind', async () => {
  const uri = 'file:///storm/Dockerfile';
  await client.open(uri, 'FROM alpine AS a\nRUN apk add curl && \\\n  echo "$PATH"\nCOPY a b\n'.repeat(30));
  const methods = ['hover', 'completion', 'diagnostic', 'semanticTokens/full', 'documentSymbol', 'codeAction'];
  const range = { start: { line: 1, character: 3 }, end: { line: 1, character: 3 } };
  const answers = Array.from({ length: 300 }, async (_, index) => {
    const source = new CancellationTokenSource();
    const method = `textDocument/${methods[index % methods.length] ?? ''}`;
    const params = { textDocument: { uri }, position: range.start, range, context: { diagnostics: [] } };
    const changed = change(uri, { range, text: index % 2 === 0 ? 'x' : '\n' });
    const answer = client.connection.sendRequest(method, params, source.token).then(
      () => 'answered',
      ({ code }: { readonly code: number }) => code,
    );
    if (index % 3 !== 0) source.cancel();
    await changed;
    return await answer;
  });
  const counts = Object.groupBy(await Promise.all(answers), String);
  expect(counts['answered']?.length).toBeGreaterThanOrEqual(100);
  expect(Object.keys(counts).filter((key) => key !== 'answered')).toEqual([String(LSPErrorCodes.RequestCancelled)]);
  expect(await hover(uri, 3, 1)).not.toBeUndefined();
});

test('a file of 10 MB is left alone', async () => {
  const uri = 'file:///large/Dockerfile';
  await client.open(uri, `FROM a\n${'RUN apt-get install foo\n'.repeat(450_000)}`);
  expect(await hover(uri)).toBeNull();
  expect((await diagnose(uri)).items).toEqual([]);
  await change(uri, { text: 'FROM a\n' });
  expect(await hover(uri)).not.toBeNull();
});

test('the server ends when the process that started it is gone, though its input is open', async () => {
  const parent = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  await once(parent, 'exit');
  await using other = await startLsp(COMMAND, { processId: parent.pid ?? 0 });
  const [code] = await once(other.server, 'exit');
  expect(code).toBe(1);
}, 20_000);

test('requests out of turn are refused', async () => {
  await using other = await startLsp(COMMAND);
  await other.open('file:///x', 'FROM a\n');
  const params = { textDocument: { uri: 'file:///x' }, position: { line: 0, character: 0 } };
  await other.connection.sendRequest('shutdown');
  await expect(other.connection.sendRequest('textDocument/hover', params)).rejects.toMatchObject({ code: -32600 });
});

test('paths are completed in the context only, through links too', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'strake-lsp-paths-'));
  try {
    mkdirSync(join(directory, 'real/sub'), { recursive: true });
    mkdirSync(join(directory, 'secret'));
    writeFileSync(join(directory, 'secret/key.pem'), 'x');
    writeFileSync(join(directory, 'real/inside.txt'), 'x');
    symlinkSync(join(directory, 'secret'), join(directory, 'real/out'));
    symlinkSync(join(directory, 'real'), join(directory, 'link'));
    await using other = await startLsp(COMMAND, {
      workspaceFolders: [
        { uri: pathToFileURL(join(directory, 'link')).href, name: 'link' },
        { uri: pathToFileURL(join(directory, 'real/sub')).href, name: 'sub' },
      ],
    });
    const uri = pathToFileURL(join(directory, 'link/Dockerfile')).href;
    const labels = async (source: string): Promise<readonly string[]> => {
      await other.open(uri, `FROM a\nCOPY ${source}`);
      const position = { line: 1, character: 5 + source.length };
      const items = await other.connection.sendRequest<readonly { readonly label: string }[]>(
        'textDocument/completion',
        {
          textDocument: { uri },
          position,
        },
      );
      await other.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
      return items.map(({ label }) => label).filter((label) => !label.startsWith('--'));
    };
    expect(await labels('')).toEqual(['inside.txt', 'out', 'sub/']);
    for (const source of ['out/', '../', '../../etc/', '/../', 'sub/../../secret/', '..\\', '//etc/'])
      expect((await labels(source)).filter((label) => /key|passwd|secret|hosts/.test(label))).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
