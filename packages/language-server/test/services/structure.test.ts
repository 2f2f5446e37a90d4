import { describe, expect, test } from 'vitest';
import type { DocumentSymbol, SelectionRange } from 'vscode-languageserver';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from '../../src/services/call-hierarchy.ts';
import { codeLenses } from '../../src/services/code-lens.ts';
import { documentLinks, imagePage } from '../../src/services/document-links.ts';
import { documentSymbols, workspaceSymbols } from '../../src/services/document-symbols.ts';
import { foldingRanges } from '../../src/services/folding.ts';
import { inlayHints } from '../../src/services/inlay-hints.ts';
import { selectionRange } from '../../src/services/selection-ranges.ts';
import { fakeSources } from '../support/fake-sources.ts';
import { marked } from '../support/marked.ts';

const TEXT = `ARG V=3
FROM alpine:$V AS base
ENV A=1 B=2
RUN <<EOF
echo hi
EOF
# one
# two
FROM base
COPY --from=base \\
  # why
  package.json /x/
ADD https://example.com/a.tar /y/
`;
const { state } = marked(TEXT);

test('the outline is stages with their instructions', () => {
  const outline = (symbols: readonly DocumentSymbol[]): unknown =>
    symbols.map(({ name, children = [] }) => (children.length === 0 ? name : [name, outline(children)]));
  expect(outline(documentSymbols(state))).toEqual([
    'V',
    ['base', ['A', 'B', 'RUN <<EOF']],
    ['base', ['COPY package.json /x/', 'ADD https://example.com/a.tar /y/']],
  ]);
});

test('workspace symbols match by their letters', () => {
  expect(workspaceSymbols([state], 'BS').map(({ name }) => name)).toEqual(['base']);
  expect(workspaceSymbols([state], '').map(({ name }) => name)).toEqual(['base', 'V', 'A', 'B']);
  expect(workspaceSymbols([state], 'zz')).toEqual([]);
});

test('stages, instructions, heredocs and comments fold', () => {
  const folds = foldingRanges(state).map(({ startLine, endLine, kind }) =>
    `${startLine}-${endLine} ${kind ?? ''}`.trim(),
  );
  expect(folds).toEqual(['1-5 region', '8-12 region', '3-5', '9-11', '6-7 comment']);
});

describe('selection grows', () => {
  const check = ({ text, texts }: { text: string; texts: readonly string[] }): void => {
    const { state, offset } = marked(text);
    const found: string[] = [];
    for (let range: SelectionRange | undefined = selectionRange(state, offset); range; range = range.parent) {
      const { start, end } = range.range;
      found.push(state.text.slice(state.places.offsetAt(start), state.places.offsetAt(end)));
    }
    expect(found).toEqual(texts);
  };
  test.each([
    {
      name: 'through the shell',
      text: 'FROM a\nRUN x && echo "$V|AR y"\n',
      texts: [
        '$VAR',
        '"$VAR y"',
        'echo "$VAR y"',
        'x && echo "$VAR y"',
        'RUN x && echo "$VAR y"',
        'FROM a\nRUN x && echo "$VAR y"',
        'FROM a\nRUN x && echo "$VAR y"\n',
      ],
    },
    {
      name: 'from an empty line',
      text: 'FROM a\n|\n\nRUN b\n',
      texts: ['FROM a\n\n\nRUN b', 'FROM a\n\n\nRUN b\n'],
    },
  ])('$name', check);
});

test('hints show values and digests', async () => {
  const { state } = marked('ARG V=22\nFROM node:$V AS b\nARG V\nENV N=x\nWORKDIR /$N\nRUN echo $N\n');
  const hints = await inlayHints(state, { start: 0, end: state.text.length }, fakeSources);
  const shown = hints.map(({ position: { line, character }, label }) => [line, character, label]);
  expect(shown).toEqual([
    [1, 12, '= 22'],
    [4, 11, '= x'],
    [2, 5, '= 22'],
    [1, 12, '@sha256:abababababab'],
  ]);
  expect(await inlayHints(state, { start: 0, end: 8 })).toEqual([]);
});

test('lenses build stages and show what the last build measured', async () => {
  const { state } = marked('FROM a AS b\nRUN make\nFROM c\n');
  const lenses = await codeLenses(state, fakeSources);
  expect(lenses.map(({ command }) => [command?.title, command?.arguments?.[1]])).toEqual([
    ['▶ Build b', 'b'],
    ['▶ Build stage 1', '1'],
    ['1.2 MB in 1 layer', undefined],
    ['1.2 MB · 2.3 s · cached', undefined],
  ]);
});

test('links lead to images, URLs and files', async () => {
  const { state } = marked(
    'FROM node:22\nCOPY package.json none /x/\nADD https://example.com/a /y\nCOPY --from=ghcr.io/o/p/q:1 a b',
  );
  const targets = (await documentLinks(state, fakeSources)).map(({ target }) => target);
  expect(targets).toEqual([
    'https://hub.docker.com/_/node',
    'https://github.com/o/p/pkgs/container/p%2Fq',
    'https://example.com/a',
    'file:///project/package.json',
  ]);
});

test.each([
  ['alpine', 'https://hub.docker.com/_/alpine'],
  ['docker.io/library/alpine:3', 'https://hub.docker.com/_/alpine'],
  ['bitnami/redis@sha256:abc', 'https://hub.docker.com/r/bitnami/redis'],
  ['quay.io/a/b:1', 'https://quay.io/repository/a/b'],
  ['mcr.microsoft.com/dotnet/sdk:9', 'https://mcr.microsoft.com/artifact/mar/dotnet/sdk'],
  ['localhost:5000/x', undefined],
  ['scratch', undefined],
  ['$BASE', undefined],
  ['a b', undefined],
])('the page of %s is %s', (image, page) => {
  expect(imagePage(image)).toBe(page);
});

test('stages call each other', () => {
  const { state, offset } = marked(
    'FROM a AS ba|se\nFROM base AS mid\nFROM x AS last\nCOPY --from=mid a b\nRUN --mount=from=base,target=/x ls\n',
  );
  const [base] = prepareCallHierarchy(state, offset);
  expect(base).toMatchObject({ name: 'base', detail: 'stage 0 from a' });
  expect(incomingCalls(state, base!).map(({ from, fromRanges }) => [from.name, fromRanges.length])).toEqual([
    ['mid', 1],
    ['last', 1],
  ]);
  const [last] = prepareCallHierarchy(state, state.text.indexOf('last'));
  expect(outgoingCalls(state, last!).map(({ to }) => to.name)).toEqual(['mid', 'base']);
});
