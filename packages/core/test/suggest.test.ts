import { expect, test } from 'vitest';
import { suggest } from '../src/index.ts';

const NAMES = ['FROM', 'RUN', 'COPY', 'CMD', 'ENTRYPOINT', 'WORKDIR', 'ENV'];

test.each([
  ['FORM', 'FROM'],
  ['FRM', 'FROM'],
  ['RUNN', 'RUN'],
  ['ENTRYPIONT', 'ENTRYPOINT'],
  ['wrokdir', 'WORKDIR'],
  ['CPY', 'COPY'],
  ['BANANA', undefined],
  ['X', undefined],
  ['', undefined],
])('%s -> %s', (word, expected) => {
  expect(suggest(word, NAMES)).toBe(expected);
});

test.each([
  ['bd', 'db'],
  ['a', undefined],
])('%s, which is short -> %s', (word, expected) => {
  expect(suggest(word, ['x', 'db'])).toBe(expected);
});
