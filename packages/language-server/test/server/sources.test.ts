import { expect, test, vi } from 'vitest';
import type { LintConfig } from '@strake/lint';
import { parse } from '@strake/parser';
import type { ImageDescription, ScriptSource, Sources } from '../../src/sources/sources.ts';
import { startPortClient } from '../support/port-client.ts';

const uri = 'file:///project/Dockerfile';
const textDocument = { uri };
const digest = `sha256:${'ab'.repeat(32)}`;
const open = (text: string): object => ({ textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };

test('what a slow registry says comes later, and the client is asked to ask again', async () => {
  const answer = Promise.withResolvers<ImageDescription>();
  const sources: Sources = { images: { tags: async () => [], describe: () => answer.promise } };
  const capabilities = { workspace: { inlayHint: { refreshSupport: true } } };
  using client = await startPortClient({}, { options: { sources }, capabilities });
  const refreshed = client.heard('workspace/inlayHint/refresh');
  client.tell('textDocument/didOpen', open('ARG V=1\nFROM node:$V\nFROM node\n'));
  expect(await client.ask('textDocument/inlayHint', { textDocument, range })).toMatchObject([{ label: '= 1' }]);
  answer.resolve({ digest });
  await refreshed;
  const hints = await client.ask('textDocument/inlayHint', { textDocument, range });
  expect(hints).toMatchObject([{ label: '= 1' }, { tooltip: digest }, { tooltip: digest }]);
});

/** Finds something at each `bad`, and remembers how it was asked. */
function badFinder(): ScriptSource & { readonly checks: { readonly text: string; readonly signal: AbortSignal }[] } {
  const checks: { text: string; signal: AbortSignal }[] = [];
  return {
    checks,
    async check({ text, lines }, _config: LintConfig | undefined, signal) {
      checks.push({ text, signal });
      return [...text.matchAll(/bad/g)].map(({ index }) => ({
        rule: 'SC0000',
        aliases: [],
        severity: 'warning',
        message: 'bad',
        range: lines.rangeOf({ start: index, end: index + 3 }),
        url: 'https://example.com',
        fixable: false,
      }));
    },
  };
}

interface Report {
  readonly items: readonly { readonly code: string; readonly range: { readonly start: { readonly line: number } } }[];
}

test('late findings are told, move with their instructions, and go with them', async () => {
  const scripts = badFinder();
  const capabilities = { workspace: { diagnostics: { refreshSupport: true } } };
  using client = await startPortClient(
    {},
    { options: { sources: { scripts } }, capabilities: { textDocument: { diagnostic: {} }, ...capabilities } },
  );
  const found = async (): Promise<readonly number[]> => {
    const { items } = await client.ask<Report>('textDocument/diagnostic', { textDocument });
    return items.filter(({ code }) => code === 'SC0000').map((item) => item.range.start.line);
  };
  const change = (version: number, text: string): void =>
    client.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  const told = client.heard('workspace/diagnostic/refresh');
  client.tell('textDocument/didOpen', open('FROM a\nRUN bad\nRUN bad 2\n'));
  expect(await found()).toEqual([]);
  await told;
  expect(await found()).toEqual([1, 2]);
  change(2, 'FROM a\n\n\nRUN bad\nRUN bad 3\nRUN bad\n');
  expect(await found()).toEqual([3]);
  change(3, 'FROM a\nRUN good\n');
  expect(await found()).toEqual([]);
  // Whoever types is not checked: of three texts two were looked at.
  await vi.waitFor(() => expect(scripts.checks).toHaveLength(2), { timeout: 10_000 });
  expect(scripts.checks.map(({ text }) => parse(text).ast.instructions.length)).toEqual([3, 2]);
});
