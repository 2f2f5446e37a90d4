import { describe, expect, it } from 'vitest';
import {
  applyEdits,
  type FromNode,
  insertAfter,
  insertBefore,
  type Instruction,
  expand,
  parse,
  type ParseResult,
  removeFlag,
  removeInstruction,
  replaceArgument,
  setDigest,
  setFlag,
  setImage,
  setStageName,
  setTag,
  setValue,
  splitImage,
  type TextEdit,
} from '../../src/index.ts';

type Edit = (result: ParseResult, node: Instruction) => readonly TextEdit[];

/** Edits the last instruction of a text. */
function check(before: string, edit: Edit, after: string): void {
  const result = parse(before);
  const edited = applyEdits(before, edit(result, result.ast.instructions.at(-1) as Instruction));
  expect(edited).toBe(after);
}

describe('images', () => {
  const tag =
    (value?: string): Edit =>
    (result, node) =>
      setTag(result, node as FromNode, value);
  const digest =
    (value?: string): Edit =>
    (result, node) =>
      setDigest(result, node as FromNode, value);

  it.each<[before: string, edit: Edit, after: string]>([
    ['FROM  alpine:3.19  AS x', tag('3.20'), 'FROM  alpine:3.20  AS x'],
    ['FROM alpine', tag('3'), 'FROM alpine:3'],
    ['FROM host:5000/a', tag('3'), 'FROM host:5000/a:3'],
    ['FROM host:5000/a:1@sha256:b AS c', tag('3'), 'FROM host:5000/a:3@sha256:b AS c'],
    ['FROM a:${TAG:-1}', tag('2'), 'FROM a:2'],
    ['FROM ${REG:-x:5}/a', tag('2'), 'FROM ${REG:-x:5}/a:2'],
    ['FROM a:1', tag(), 'FROM a'],
    ['FROM al\\\npine:1', tag('2'), 'FROM al\\\npine:2'],
    ['FROM a:1', digest('sha256:b'), 'FROM a:1@sha256:b'],
    ['FROM a@sha256:b', digest('sha256:c'), 'FROM a@sha256:c'],
    ['FROM a:1@sha256:b', digest(), 'FROM a:1'],
    ['from a:1 as b', (_, node) => setImage(node as FromNode, 'c:2'), 'from c:2 as b'],
    ['FROM a', (_, node) => setStageName(node as FromNode, 'b'), 'FROM a AS b'],
    ['from a as b', (_, node) => setStageName(node as FromNode, 'c'), 'from a as c'],
    ['FROM a AS b', (_, node) => setStageName(node as FromNode, undefined), 'FROM a'],
  ])('%s', check);

  it('are taken apart', () => {
    expect(splitImage('host:5000/a/b:1@sha256:c')).toEqual({ name: 'host:5000/a/b', tag: '1', digest: 'sha256:c' });
    expect(splitImage('a@sha256:c')).toEqual({ name: 'a', tag: undefined, digest: 'sha256:c' });
    expect(splitImage('$A')).toEqual({ name: '$A', tag: undefined, digest: undefined });
  });
});

describe('flags', () => {
  it.each<[before: string, edit: Edit, after: string]>([
    ['COPY a b', (r, n) => setFlag(r, n, 'link', true), 'COPY --link a b'],
    ['COPY --link  a b', (r, n) => setFlag(r, n, 'from', 'x'), 'COPY --link --from=x  a b'],
    ['COPY --from=x --link a b', (r, n) => setFlag(r, n, 'from', 'y'), 'COPY --from=y --link a b'],
    ['COPY a b', (r, n) => setFlag(r, n, 'chown', 'a "b"'), 'COPY --chown="a \\"b\\"" a b'],
    [
      'RUN --mount=target=/a x',
      (r, n) => setFlag(r, n, 'mount', 'target=/b', { add: true }),
      'RUN --mount=target=/a --mount=target=/b x',
    ],
    ['COPY --link --from=x a b', (r, n) => removeFlag(r, n, 'link'), 'COPY --from=x a b'],
    ['RUN --mount=a \\\n  --mount=b \\\n  x', (r, n) => removeFlag(r, n, n.flags[1] ?? ''), 'RUN --mount=a \\\n  x'],
    ['RUN --mount=a \\\n# c\n --mount=b x', (r, n) => removeFlag(r, n, 'mount'), 'RUN \\\n# c\n  x'],
  ])('%s', check);
});

describe('arguments, values and lines', () => {
  it.each<[before: string, edit: Edit, after: string]>([
    ['COPY a b', (_, n) => (n.kind === 'copy' ? replaceArgument(n.destination, '/c') : []), 'COPY a /c'],
    [
      'VOLUME ["a"]',
      (_, n) => (n.kind === 'volume' && n.paths[0] ? replaceArgument(n.paths[0], '"') : []),
      'VOLUME ["\\""]',
    ],
    [
      'ARG A=1 B',
      (r, n) => (n.kind === 'arg' && n.declarations[1] ? setValue(r, n.declarations[1], '2') : []),
      'ARG A=1 B=2',
    ],
    [
      'ENV A=1 B=2',
      (r, n) => (n.kind === 'env' && n.entries[0] ? setValue(r, n.entries[0], "it's $x") : []),
      'ENV A="it\'s \\$x" B=2',
    ],
    ['ENV A 1', (r, n) => (n.kind === 'env' && n.entries[0] ? setValue(r, n.entries[0], '2 3') : []), "ENV A '2 3'"],
    ['FROM a\n# d\nRUN x\n', (r, n) => insertBefore(r, n, 'USER b'), 'FROM a\nUSER b\n# d\nRUN x\n'],
    ['FROM a\r\nRUN x', (r, n) => insertAfter(r, n, 'USER b'), 'FROM a\r\nRUN x\r\nUSER b'],
    ['FROM a\n# d\nRUN <<E\nE\n', (r, n) => removeInstruction(r, n), 'FROM a\n# d\n'],
    ['FROM a\n# d\nRUN <<E\nE', (r, n) => removeInstruction(r, n, { docs: true }), 'FROM a\n'],
  ])('%s', check);

  it.each(['a b', "it's", 'a"b', '$HOME', 'C:\\x\\', '`x`', '\'"$`\\', 'plain', 'a=b', ''])('%j survives', (value) => {
    for (const head of ['', '# escape=`\n']) {
      const text = `${head}ENV A=1`;
      const result = parse(text);
      const [env] = result.ast.instructions;
      const entry = env?.kind === 'env' ? env.entries[0] : undefined;
      const edited = parse(applyEdits(text, entry ? setValue(result, entry, value) : []));
      const [changed] = edited.ast.instructions;
      const written = changed?.kind === 'env' ? changed.entries[0]?.value.text : undefined;
      expect(expand(written ?? '-', { get: () => 'x' }, { escape: edited.ast.escape }).value).toBe(value);
    }
  });
});

describe('applyEdits', () => {
  it('takes edits in any order', () => {
    const edits = [
      { start: 3, end: 4, newText: '' },
      { start: 0, end: 1, newText: 'xy' },
      { start: 2, end: 2, newText: '1' },
      { start: 2, end: 2, newText: '2' },
    ];
    expect(applyEdits('abcd', edits)).toBe('xyb12c');
  });

  it.each([
    [
      [
        { start: 0, end: 2 },
        { start: 1, end: 3 },
      ],
    ],
    [[{ start: 2, end: 1 }]],
    [[{ start: 0, end: 9 }]],
  ])('refuses %j', (edits) => {
    expect(() =>
      applyEdits(
        'abcd',
        edits.map((edit) => ({ ...edit, newText: '' })),
      ),
    ).toThrow(RangeError);
  });
});
