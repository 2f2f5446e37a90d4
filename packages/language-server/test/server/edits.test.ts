import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPortClient, type PortClient } from '../support/port-client.ts';

const uri = 'file:///project/Dockerfile';
const textDocument = { uri };

interface Place {
  readonly line: number;
  readonly character: number;
}

interface Edit {
  readonly range?: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

const PIECES = [
  ...['FROM a AS b\n', 'FROM b\n', 'ARG K=1\n', 'ENV K=$K\n', 'RUN echo $K && \\\n  ls\n', 'RUN <<EOF\necho $K\nEOF\n'],
  ...[
    'COPY --from=b x /y\r\n',
    'RUN --mount=type=cache,target=/x ls\n',
    '# check=skip=all\n',
    '# hadolint ignore=DL3006\n',
  ],
  ...['ONBUILD RUN x\n', 'CMD ["a", "b"]\n', 'MAINTAINER me\n', 'from a as c\n', 'WORKDIR x\n'],
  ...[
    'x',
    ' ',
    '\n',
    '\r',
    '\r\n',
    '\\',
    '"',
    "'",
    '$',
    '{',
    '}',
    '😀',
    '\uD83D',
    '\uDE00',
    '\uFEFF',
    '<<',
    '--',
    '#',
    '`',
    '\0',
  ],
];
const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((parts) => parts.join(''));
const place = fc.record({ line: fc.integer({ min: -1, max: 25 }), character: fc.integer({ min: -1, max: 30 }) });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ range: fc.record({ start: place, end: place }), text: pieces }) },
  { weight: 1, arbitrary: fc.record({ text: pieces }) },
);

/** What the protocol says that an edit does. */
function apply(text: string, { range, text: newText }: Edit): string {
  if (range === undefined) return newText;
  const [start, end] = [offsetIn(text, range.start), offsetIn(text, range.end)].toSorted((a, b) => a - b);
  return text.slice(0, start) + newText + text.slice(end);
}

function offsetIn(text: string, { line, character }: Place): number {
  if (line < 0) return 0;
  const ends = [...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => [index, index + end.length] as const);
  if (line > ends.length) return text.length;
  const start = line === 0 ? 0 : (ends[line - 1]?.[1] ?? 0);
  const end = ends[line]?.[0] ?? text.length;
  return Math.max(start, Math.min(start + character, end));
}

const options = { tabSize: 4, insertSpaces: true };

/** Every request at one place. */
function requests(position: Place): readonly (readonly [method: string, params: object])[] {
  const at = { position };
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const some = { start: position, end: position };
  return [
    ['codeAction', { range: some, context: { diagnostics: [] } }],
    ['codeAction', { range, context: { diagnostics: [], only: ['source.fixAll'] } }],
    ...['completion', 'hover', 'signatureHelp', 'definition', 'documentHighlight', 'prepareRename'].map(
      (method) => [method, at] as const,
    ),
    ['references', { ...at, context: { includeDeclaration: true } }],
    ['rename', { ...at, newName: 'other' }],
    ['linkedEditingRange', at],
    ['prepareCallHierarchy', at],
    ['selectionRange', { positions: [position] }],
    ['onTypeFormatting', { ...at, ch: '\n', options }],
    ['rangeFormatting', { range: some, options }],
    ['formatting', { options }],
    ['inlayHint', { range }],
    ['semanticTokens/range', { range }],
    ...['documentSymbol', 'foldingRange', 'codeLens', 'documentLink'].map((method) => [method, {}] as const),
  ];
}

async function answers(client: PortClient, position: Place): Promise<readonly unknown[]> {
  const all = requests(position).map(async ([method, params]) => [
    method,
    await client.ask(`textDocument/${method}`, { textDocument, ...params }),
  ]);
  return await Promise.all(all);
}

interface Report {
  readonly kind: 'full' | 'unchanged';
  readonly resultId: string;
  readonly items?: readonly unknown[];
}

/** What a client shows that asks for what has changed since the last answer. */
async function pull(client: PortClient, last?: Report): Promise<Report> {
  const previousResultId = last?.resultId;
  const report = await client.ask<Report>('textDocument/diagnostic', { textDocument, previousResultId });
  return report.kind === 'unchanged' && last !== undefined ? { ...last, resultId: report.resultId } : report;
}

interface Tokens {
  readonly resultId: string;
  readonly data?: readonly number[];
  readonly edits?: readonly {
    readonly start: number;
    readonly deleteCount: number;
    readonly data?: readonly number[];
  }[];
}

function after(before: readonly number[], { data, edits = [] }: Tokens): readonly number[] {
  if (data !== undefined) return data;
  const ordered = edits.toSorted((a, b) => b.start - a.start);
  return ordered.reduce(
    (tokens, change) => tokens.toSpliced(change.start, change.deleteCount, ...(change.data ?? [])),
    before,
  );
}

let edited: PortClient;
beforeAll(async () => {
  edited = await startPortClient({ codeLens: true });
});
afterAll(() => edited[Symbol.dispose]());

test('after any edits, every answer is that of a server that sees the text for the first time', async () => {
  const property = fc.asyncProperty(
    pieces,
    fc.array(edit, { minLength: 1, maxLength: 8 }),
    place,
    async (first, edits, position) => {
      let text = first;
      let version = 1;
      edited.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version, text } });
      let tokens = await edited.ask<Tokens>('textDocument/semanticTokens/full', { textDocument });
      let data = tokens.data ?? [];
      let shown = await pull(edited);
      for (const change of edits) {
        edited.tell('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [change] });
        text = apply(text, change);
        const previousResultId = tokens.resultId;
        tokens = await edited.ask<Tokens>('textDocument/semanticTokens/full/delta', { textDocument, previousResultId });
        data = after(data, tokens);
        shown = await pull(edited, shown);
      }
      const found = await answers(edited, position);
      const again = await edited.ask('textDocument/diagnostic', { textDocument, previousResultId: shown.resultId });
      expect(again).toEqual({ kind: 'unchanged', resultId: shown.resultId });
      edited.tell('textDocument/didClose', { textDocument });

      using fresh = await startPortClient({ codeLens: true });
      fresh.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
      expect(found).toEqual(await answers(fresh, position));
      expect(shown.items).toEqual((await pull(fresh)).items);
      const full = await fresh.ask<Tokens>('textDocument/semanticTokens/full', { textDocument });
      expect(data).toEqual(full.data);
    },
  );
  await fc.assert(property, { numRuns: 150 });
}, 120_000);
