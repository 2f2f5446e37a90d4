import { parse } from '@strake/parser';
import { expect, test } from 'vitest';
import { plan } from '../../src/index.ts';

test.each([
  ['alpin', {}, 'did you mean alpine?'],
  ['alpin', { hint: 'log in' }, 'did you mean alpine?'],
  ['alpin', { hint: 'start the mirror', unreachable: true }, 'start the mirror'],
  ['buidl', { hint: 'start the mirror', unreachable: true }, 'did you mean build?'],
])('FROM %s, which %j: %s', (name, answer, hint) => {
  const step = plan(parse(`FROM scratch AS build\nFROM ${name}\n`), {
    buildPlatform: { os: 'linux', architecture: 'amd64' },
    images: () => ({ problem: 'no', ...answer }),
  });
  expect(step).toMatchObject({ status: 'invalid', diagnostics: [{ hint }] });
});
