import { expect, it } from 'vitest';
import { parse, toBuildkit } from '../src/index.ts';

// Texts on which work that is not linear takes minutes or ends in a stack overflow: to finish is to pass.
const LENGTH = 200_000;

it.each<[name: string, unit: string, before?: string, after?: string]>([
  ['words', 'a ', 'COPY ', 'b'],
  ['pairs', 'a=b ', 'ENV '],
  ['bad pairs', 'c ', 'ENV a=b '],
  ['strings', '"a",', 'RUN [', '"b"]'],
  ['strings without an end', '"a",', 'RUN ['],
  ['brackets', '[', 'RUN '],
  ['flags', '--mount=a ', 'RUN '],
  ['fields of a flag', 'a,', 'RUN --mount='],
  ['continuations', '\\\n', 'RUN '],
  ['continued lines', 'a=b \\\n', 'ENV '],
  ['comments in a continuation', '# c\n', 'RUN a \\\n'],
  ['empty lines in a continuation', '\n', 'RUN a \\\n'],
  ['blanks', ' ', 'RUN a', 'b'],
  ['returns', '\r'],
  ['triggers of triggers', 'ONBUILD '],
  ['heredoc signs', '<<', 'RUN '],
  ['heredocs without an end', '<<A ', 'RUN '],
  ['substitutions', '${a:-', 'RUN <<A '],
  ['quotes in substitutions', '"${a:-', 'RUN <<A '],
  ['blanks in a directive', ' ', '# escape=', 'x'],
  ['unknown instructions', 'FOO\n'],
  ['instructions of a wrong shape', 'FROM a b\n'],
  ['instructions', 'RUN a\n'],
])('many %s', (_, unit, before = '', after = '') => {
  const text = `FROM a\n${before}${unit.repeat(LENGTH)}${after}`;
  const result = parse(text);
  expect(result.ast.end).toBe(text.length);
  expect(toBuildkit(result)).toBeDefined();
});

it('many heredocs with different names', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `E${i}`);
  const text = `FROM a\nCOPY ${names.map((name) => `<<${name}`).join(' ')} /x\n${names.map((name) => `${name}\n`).join('')}`;
  expect(parse(text).ast.instructions.at(-1)).toMatchObject({ kind: 'copy', heredocs: { length: 10_000 } });
});
