import { expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createDocuments } from '../../src/document/documents.ts';
import { answering, type Session } from '../../src/server/session.ts';
import { resolveSettings } from '../../src/server/settings.ts';

const document = TextDocument.create('file:///Dockerfile', 'dockerfile', 1, 'FROM a\n');
const session: Session = {
  phase: 'open',
  documents: createDocuments((uri) => (uri === document.uri ? document : undefined)),
  sources: {},
  settings: resolveSettings(undefined),
  hasSnippets: false,
  patience: 0,
  uris: () => [document.uri],
  checks: () => Promise.resolve({}),
};
const params = { textDocument: { uri: document.uri } };

test('a request that was cancelled is not begun', async () => {
  const source = new CancellationTokenSource();
  source.cancel();
  let begun = false;
  const answer = answering(() => session, null, { dockerfile: () => (begun = true) });
  expect(await answer(params, source.token)).toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  expect(begun).toBe(false);
});

test('a request that is cancelled ends what it waits for', async () => {
  const source = new CancellationTokenSource();
  const waiting = answering<typeof params, string>(() => session, '', {
    dockerfile: (_state, _params, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('late'), { once: true })),
  })(params, source.token);
  source.cancel();
  expect(await waiting).toMatchObject({ code: LSPErrorCodes.RequestCancelled });
});

test('the state of a version is made once, that of the next one anew', () => {
  const changing = TextDocument.create('file:///x', 'dockerfile', 1, 'FROM a\n');
  const documents = createDocuments(() => changing);
  const first = documents.get('file:///x')?.state;
  expect(documents.get('file:///x')?.state).toBe(first);
  TextDocument.update(changing, [{ text: 'FROM b\n' }], 2);
  expect(documents.get('file:///x')?.state).toMatchObject({ version: 2, text: 'FROM b\n' });
});

test('a version that comes twice with another text is another state', () => {
  const changing = TextDocument.create('file:///x', 'dockerfile', 1, 'FROM a\n');
  const documents = createDocuments(() => changing);
  expect(documents.get('file:///x')?.state.text).toBe('FROM a\n');
  TextDocument.update(changing, [{ text: 'FROM b\n' }], 1);
  expect(documents.get('file:///x')?.state.text).toBe('FROM b\n');
});

test.each([
  ['file:///.dockerignore', 'plaintext', 'ignore'],
  ['file:///a.dockerignore', 'dockerfile', 'ignore'],
  ['file:///x', 'ignore', 'ignore'],
  ['file:///Dockerfile', 'dockerfile', 'dockerfile'],
])('%s of language %s is read as %s', (uri, language, kind) => {
  const documents = createDocuments(() => TextDocument.create(uri, language, 1, ''));
  expect(documents.get(uri)?.kind).toBe(kind);
});

test.each([
  ['nothing', undefined, {}],
  ['what is no record', [1], {}],
  [
    'wrong types',
    { codeLens: 'yes', format: { indent: -1, keywordCase: 'x' }, lint: 3 },
    { codeLens: false, format: {} },
  ],
  [
    'what is right',
    { codeLens: true, inlayHints: false, format: { indent: 2 } },
    { codeLens: true, inlayHints: false, format: { indent: 2 } },
  ],
  ['rules', { lint: { rules: { DL3006: 'off' } } }, { config: expect.anything() }],
])('settings from %s', (_name, given, settings) => {
  expect(resolveSettings(given)).toMatchObject(settings);
});
