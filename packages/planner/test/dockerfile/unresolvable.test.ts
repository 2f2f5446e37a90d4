import { parse } from '@strake/parser';
import { expect, test } from 'vitest';
import { plan } from '../../src/index.ts';

function contextHint(name: string): string {
  return `is no stage either; a named context is passed with --build-context ${name}=DIR`;
}

test.each([
  ['alpin', {}, 'did you mean alpine?'],
  ['alpin', { hint: 'log in' }, 'did you mean alpine?'],
  ['alpin', { hint: 'start the mirror', unreachable: true }, `start the mirror; it ${contextHint('alpin')}`],
  ['shared', { hint: 'is the name right?' }, `is the name right? It ${contextHint('shared')}`],
  ['shared', {}, `it ${contextHint('shared')}`],
  ['libraris', {}, 'did you mean libraries?'],
  ['r.example/shared:1', {}, 'check the name: it is neither a stage nor an image'],
  ['context:libraries', {}, 'did you mean libraries?'],
  ['buidl', { hint: 'start the mirror', unreachable: true }, 'did you mean build?'],
])('FROM %s, which %j: %s', (name, answer, hint) => {
  const step = plan(parse(`FROM scratch AS build\nFROM ${name}\n`), {
    buildPlatform: { os: 'linux', architecture: 'amd64' },
    contexts: { libraries: { kind: 'local' } },
    images: () => ({ problem: 'no', ...answer }),
  });
  expect(step).toMatchObject({ status: 'invalid', diagnostics: [{ hint }] });
});

test.each([
  ['ARG GO_VERSION=1\nFROM golang:$GO_VERSON\n', 'did you mean GO_VERSION?'],
  [
    'ARG REGISTRY\nFROM $REGISTRY/app\n',
    'give REGISTRY a default with ARG before the first FROM, or a value with --build-arg REGISTRY=...',
  ],
  ['FROM golang:\n', 'name an image or a stage'],
])('%j: %s', (text, hint) => {
  const step = plan(parse(text), {
    buildPlatform: { os: 'linux', architecture: 'amd64' },
    images: () => ({ problem: 'no' }),
  });
  expect(step).toMatchObject({ status: 'invalid', diagnostics: [{ code: 'invalid-reference', hint }] });
});

test('a named context that cannot be had is told as it is', () => {
  const step = plan(parse('FROM base\n'), {
    buildPlatform: { os: 'linux', architecture: 'amd64' },
    contexts: { base: { kind: 'image', ref: 'context:base' } },
    images: () => ({ problem: 'context base: there is no layout', hint: 'write a path' }),
  });
  expect(step).toMatchObject({
    status: 'invalid',
    diagnostics: [{ message: 'context base: there is no layout', hint: 'write a path' }],
  });
});
