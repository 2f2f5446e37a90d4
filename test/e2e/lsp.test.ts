import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addImage, failing, silent, startMemoryRegistry } from '../../packages/registry/src/testing.ts';
import { onPath } from '../setup/packages.ts';
import { type LspClient, startLsp } from './support/lsp-client.ts';
import { openWorkshop } from './support/strake.ts';

const STRAKE = join(import.meta.dirname, '../../packages/strake/bin/strake.js');
const TEXT =
  'ARG V=3.20\nFROM alpine:${V} AS base\nRUN echo $V && ls\nFROM base\nCOPY --from=base package.json /x/\nCOPY package.json /y/\n';

let directory: string;
let uri: string;
let client: LspClient;

interface Case {
  readonly method: string;
  /** Line and character; the start unless given. */
  readonly at?: readonly [number, number];
  readonly params?: object;
  readonly answer: unknown;
}

async function check({ method, at: [line, character] = [0, 0], params = {}, answer }: Case): Promise<void> {
  const given = { textDocument: { uri }, position: { line, character }, ...params };
  expect(await client.connection.sendRequest(method, given)).toMatchObject(answer as object);
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-lsp-'));
  mkdirSync(join(directory, 'src'));
  writeFileSync(join(directory, 'package.json'), '{}');
  uri = pathToFileURL(join(directory, 'Dockerfile')).href;
  client = await startLsp([process.execPath, STRAKE, 'lsp', '--stdio'], {
    capabilities: { textDocument: { diagnostic: {} } },
    workspaceFolders: [{ uri: pathToFileURL(directory).href, name: 'project' }],
    initializationOptions: { codeLens: true },
  });
  await client.open(uri, TEXT);
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

const everything = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };

describe('strake lsp over stdio answers', () => {
  test.each<Case>([
    {
      method: 'textDocument/completion',
      at: [4, 12],
      answer: expect.arrayContaining([expect.objectContaining({ label: 'base' })]),
    },
    {
      method: 'textDocument/hover',
      at: [1, 15],
      answer: { contents: { value: expect.stringContaining('ARG V=3.20') } },
    },
    { method: 'textDocument/signatureHelp', at: [4, 10], answer: { activeSignature: 0 } },
    { method: 'textDocument/definition', at: [4, 13], answer: [{ range: { start: { line: 1, character: 20 } } }] },
    {
      method: 'textDocument/references',
      at: [1, 21],
      params: { context: { includeDeclaration: true } },
      answer: [{}, {}, {}],
    },
    { method: 'textDocument/documentHighlight', at: [1, 21], answer: [{ kind: 3 }, { kind: 2 }, { kind: 2 }] },
    {
      method: 'textDocument/documentSymbol',
      answer: [{ name: 'V' }, { name: 'base', children: [{}] }, { name: 'base' }],
    },
    { method: 'workspace/symbol', params: { query: 'bs' }, answer: [{ name: 'base' }] },
    {
      method: 'textDocument/codeAction',
      params: {
        range: { start: { line: 2, character: 5 }, end: { line: 2, character: 5 } },
        context: { diagnostics: [], only: ['refactor'] },
      },
      answer: [{ kind: 'refactor.rewrite' }],
    },
    {
      method: 'textDocument/codeLens',
      answer: [{ command: { command: 'strake.buildStage', arguments: [expect.any(String), 'base'] } }, {}],
    },
    {
      method: 'textDocument/documentLink',
      answer: expect.arrayContaining([
        expect.objectContaining({ target: 'https://hub.docker.com/_/alpine' }),
        expect.objectContaining({ target: expect.stringMatching(/package\.json$/) }),
      ]),
    },
    { method: 'textDocument/formatting', params: { options: { tabSize: 4, insertSpaces: true } }, answer: [] },
    {
      method: 'textDocument/rangeFormatting',
      params: { range: everything, options: { tabSize: 4, insertSpaces: true } },
      answer: [],
    },
    {
      method: 'textDocument/onTypeFormatting',
      at: [3, 0],
      params: { ch: '\n', options: { tabSize: 4, insertSpaces: true } },
      answer: [],
    },
    { method: 'textDocument/prepareRename', at: [1, 21], answer: { placeholder: 'base' } },
    {
      method: 'textDocument/rename',
      at: [1, 21],
      params: { newName: 'first' },
      answer: { changes: expect.anything() },
    },
    {
      method: 'textDocument/foldingRange',
      answer: expect.arrayContaining([{ startLine: 1, endLine: 2, kind: 'region' }]),
    },
    {
      method: 'textDocument/selectionRange',
      params: { positions: [{ line: 2, character: 6 }] },
      answer: [{ parent: { parent: expect.anything() } }],
    },
    { method: 'textDocument/linkedEditingRange', at: [1, 21], answer: { ranges: [{}, {}, {}] } },
    { method: 'textDocument/prepareCallHierarchy', at: [1, 21], answer: [{ name: 'base', data: 0 }] },
    { method: 'textDocument/semanticTokens/full', answer: { resultId: expect.any(String), data: expect.any(Array) } },
    { method: 'textDocument/semanticTokens/range', params: { range: everything }, answer: { data: expect.any(Array) } },
    { method: 'textDocument/inlayHint', params: { range: everything }, answer: [{ label: '= 3.20' }] },
    { method: 'textDocument/diagnostic', answer: { kind: 'full' } },
  ])('$method', check);

  test('to changes of a part of the text', async () => {
    const other = `${uri}.part`;
    await client.open(other, 'FROM a\nRUN x\n');
    const range = { start: { line: 1, character: 4 }, end: { line: 1, character: 5 } };
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: other, version: 2 },
      contentChanges: [{ range, text: 'y\nENV K=1' }],
    });
    const symbols = await client.connection.sendRequest('textDocument/documentSymbol', {
      textDocument: { uri: other },
    });
    expect(symbols).toMatchObject([{ children: [{ name: 'RUN y' }, { name: 'K' }] }]);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: other } });
    expect(
      await client.connection.sendRequest('textDocument/hover', {
        textDocument: { uri: other },
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
  });

  test('with the difference of tokens', async () => {
    const other = `${uri}.delta`;
    await client.open(other, 'FROM a\nRUN x\n');
    const textDocument = { uri: other };
    const full = await client.connection.sendRequest<{ resultId: string }>('textDocument/semanticTokens/full', {
      textDocument,
    });
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: other, version: 2 },
      contentChanges: [{ text: 'FROM a\nRUN x\nUSER b\n' }],
    });
    const delta = { textDocument, previousResultId: full.resultId };
    expect(await client.connection.sendRequest('textDocument/semanticTokens/full/delta', delta)).toMatchObject({
      edits: [{ start: 20, deleteCount: 0, data: [1, 0, 4, 2, 0, 0, 5, 1, 4, 0] }],
    });
  });

  test('for ignore files', async () => {
    const ignore = pathToFileURL(join(directory, '.dockerignore')).href;
    await client.open(ignore, '*.log\n!\n', 'ignore');
    const textDocument = { uri: ignore };
    expect(await client.connection.sendRequest('textDocument/diagnostic', { textDocument })).toMatchObject({
      items: [{ code: 'gitignore-style' }, { code: 'empty-exception' }],
    });
    const position = { line: 2, character: 0 };
    expect(await client.connection.sendRequest('textDocument/completion', { textDocument, position })).toEqual(
      expect.arrayContaining([expect.objectContaining({ label: 'src' })]),
    );
  });

  test('a request for a file that is not open with nothing', async () => {
    const answer = client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: 'file:///none' },
      position: { line: 0, character: 0 },
    });
    expect(await answer).toBeNull();
  });

  test('a rename that cannot be with the reason', async () => {
    const params = { textDocument: { uri }, position: { line: 1, character: 21 }, newName: 'no name' };
    await expect(client.connection.sendRequest('textDocument/rename', params)).rejects.toThrow(/cannot name a stage/);
  });
});

test('diagnostics come by themselves to a client that does not ask, and the server ends in order', async () => {
  await using other = await startLsp([process.execPath, STRAKE, 'lsp']);
  const received = new Promise<unknown>((resolve) => {
    other.connection.onNotification('textDocument/publishDiagnostics', resolve);
  });
  await other.open(uri, 'FROM a\nCOPPY a b\n');
  expect(await received).toMatchObject({
    uri,
    version: 1,
    diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'unknown-instruction' })]),
  });
  expect(await other.close()).toBe(0);
});

test('the server ends when its client is gone', async () => {
  await using other = await startLsp([process.execPath, STRAKE, 'lsp']);
  const ended = new Promise((resolve) => other.server.once('exit', resolve));
  other.server.stdin?.end();
  await ended;
  expect(other.server.exitCode ?? other.server.signalCode).not.toBeNull();
});

test('the server ends when it is told to by a signal', async () => {
  await using other = await startLsp([process.execPath, STRAKE, 'lsp']);
  const ended = new Promise((resolve) => other.server.once('exit', resolve));
  other.server.kill('SIGTERM');
  expect(await ended).toBe(1);
});

test('with --registry hovers and hints know the images', async () => {
  await using registry = await startMemoryRegistry();
  const { index } = addImage(registry, 'team/app', '1');
  await using other = await startLsp([process.execPath, STRAKE, 'lsp', '--registry']);
  await other.open(uri, `FROM --platform=linux/amd64 ${registry.host}/team/app:1\n`);
  const textDocument = { uri };
  const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
  expect(await other.connection.sendRequest('textDocument/inlayHint', { textDocument, range })).toMatchObject([
    { tooltip: index.digest },
  ]);
  const position = { line: 0, character: 30 };
  expect(await other.connection.sendRequest('textDocument/hover', { textDocument, position })).toMatchObject({
    contents: { value: expect.stringContaining('Command: `["sh"]`') },
  });
});

test('with --registry tags and platforms are completed; a registry that is silent holds up nobody', async () => {
  await using registry = await startMemoryRegistry({ fault: failing(/silent/, silent) });
  addImage(registry, 'team/app', '1');
  await using other = await startLsp([process.execPath, STRAKE, 'lsp', '--registry'], {
    initializationOptions: { retrigger: false },
  });
  const from = `FROM ${registry.host}/team/app:`;
  const text = `FROM ${registry.host}/silent:1 AS s\nARG V=1\n${from}\nFROM --platform= ${registry.host}/team/app:1\nRUN $V\n`;
  await other.open(uri, text);
  const textDocument = { uri };
  const complete = (line: number, character: number): Promise<readonly { readonly label: string }[]> =>
    other.connection.sendRequest('textDocument/completion', { textDocument, position: { line, character } });
  expect((await complete(2, from.length)).map(({ label }) => label)).toEqual(['1', '1-amd64']);
  const platforms = (await complete(3, 'FROM --platform='.length)).map(({ label }) => label);
  expect(platforms).toEqual(['$BUILDPLATFORM', '$TARGETPLATFORM', 'linux/amd64']);
  const range = { start: { line: 0, character: 0 }, end: { line: 5, character: 0 } };
  const hover = other.connection.sendRequest('textDocument/hover', {
    textDocument,
    position: { line: 0, character: 8 },
  });
  const hints = await other.connection.sendRequest('textDocument/inlayHint', { textDocument, range });
  expect(hints).toMatchObject([{ label: expect.stringContaining('@sha256:') }]);
  expect(await hover).toMatchObject({ contents: { value: expect.stringContaining('silent:1') } });
}, 20_000);

test('what the last build measured is shown, as long as the text is the same', async () => {
  using workshop = await openWorkshop();
  const context = workshop.context({ Dockerfile: 'FROM scratch\nCOPY a /a\nCOPY b /b\n', a: 'a'.repeat(5000), b: 'b' });
  expect(await workshop.strake(['build', context])).toMatchObject({ code: 0 });
  await using other = await startLsp([process.execPath, STRAKE, 'lsp'], {
    capabilities: { textDocument: { diagnostic: {} } },
    initializationOptions: { codeLens: true },
    env: { STRAKE_HOME: workshop.home },
  });
  const file = pathToFileURL(join(context, 'Dockerfile')).href;
  await other.open(file, 'FROM scratch\n# more\nCOPY a /a\nCOPY b /c\n');
  const textDocument = { uri: file };
  expect(await other.connection.sendRequest('textDocument/codeLens', { textDocument })).toMatchObject([
    { command: { title: expect.stringContaining('Build stage 0') } },
    { command: { title: expect.stringMatching(/^[\d.]+ kB in 1 layer$/) }, range: { start: { line: 0 } } },
    { command: { title: expect.stringMatching(/^[\d.]+ kB · [\d.]+ s$/) }, range: { start: { line: 2 } } },
  ]);
  const position = { line: 2, character: 1 };
  expect(await other.connection.sendRequest('textDocument/hover', { textDocument, position })).toMatchObject({
    contents: { value: expect.stringContaining('Last build: ') },
  });
});

test('rules know the images of the store', async () => {
  using workshop = await openWorkshop();
  const context = workshop.context({
    'base.dockerfile': 'FROM scratch\nENV APP_DIR=/app\n',
    Dockerfile: 'ARG BASE=strake-lsp-base\nFROM $BASE\nCOPY a $APP_DIR/\nCOPY a $WRONG_DIR/\n',
  });
  const built = await workshop.strake(['build', '-f', 'base.dockerfile', '-t', 'strake-lsp-base', '.'], {
    cwd: context,
  });
  expect(built).toMatchObject({ code: 0 });
  await using other = await startLsp([process.execPath, STRAKE, 'lsp'], {
    capabilities: { textDocument: { diagnostic: {} } },
    env: { STRAKE_HOME: workshop.home },
  });
  const file = pathToFileURL(join(context, 'Dockerfile')).href;
  await other.open(file, readFileSync(join(context, 'Dockerfile'), 'utf8'));
  const report = await other.connection.sendRequest<{ items: readonly { code: string; message: string }[] }>(
    'textDocument/diagnostic',
    { textDocument: { uri: file } },
  );
  const found = report.items.filter(({ code }) => code === 'UndefinedVar').map(({ message }) => message);
  expect(found).toEqual([expect.stringContaining("'$WRONG_DIR'")]);
});

test.runIf(onPath('shellcheck'))('ShellCheck has its say when nobody types', async () => {
  await using other = await startLsp([process.execPath, STRAKE, 'lsp']);
  const lines: (readonly [version: number, line: number])[] = [];
  const found = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  other.connection.onNotification('textDocument/publishDiagnostics', ({ version, diagnostics }: Published) => {
    for (const { range } of diagnostics.filter(({ code }) => code === 'SC2086'))
      lines.push([version, range.start.line]);
    if (lines.length === 1) found.resolve();
    if (lines.some(([known]) => known === 2)) again.resolve();
  });
  await other.open(uri, 'FROM alpine:3.20\nRUN true && \\\n  ls $HOME\n');
  await found.promise;
  await other.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: '\n' }],
  });
  await again.promise;
  expect(lines.slice(0, 2)).toEqual([
    [1, 2],
    [2, 3],
  ]);
});

interface Published {
  readonly version: number;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly range: { readonly start: { readonly line: number } };
  }[];
}

test('configuration files and, with --context, the files around are heeded', async () => {
  writeFileSync(join(directory, '.hadolint.yaml'), 'ignored:\n  - DL3006\n');
  writeFileSync(join(directory, '.dockerignore'), 'package.json\n');
  await using other = await startLsp([process.execPath, STRAKE, 'lsp', '--context'], {
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await other.open(uri, 'FROM a\nCOPY package.json nothing.txt /x/\n');
  const { items } = await other.connection.sendRequest<{ items: readonly { code: string; message: string }[] }>(
    'textDocument/diagnostic',
    { textDocument: { uri } },
  );
  const codes = items.map(({ code }) => code);
  expect(codes).not.toContain('DL3006');
  expect(
    items.filter(({ message }) => message.includes('nothing.txt') || message.includes('package.json')),
  ).toHaveLength(2);
});
