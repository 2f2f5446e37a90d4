import { parse } from '@strake/parser';
import { expect, test } from 'vitest';
import { unknownStages } from '../../src/diagnose/unknown-stages.ts';

const DOCKERFILE = 'FROM scratch AS Build\nFROM scratch AS test\nFROM test\n';

test.each<readonly [noCache: boolean | readonly string[] | undefined, messages: readonly string[]]>([
  [undefined, []],
  [true, []],
  [[], []],
  [['build', 'TEST'], []],
  [['zz', 'zz'], ['no stage is called "zz": nothing is built anew for it']],
  [['biuld'], ['no stage is called "biuld": nothing is built anew for it (did you mean build?)']],
  [['2'], ['no stage is called "2": nothing is built anew for it']],
])('%j', (noCache, messages) => {
  expect(unknownStages(parse(DOCKERFILE), noCache).map(({ message }) => message)).toEqual(messages);
});
