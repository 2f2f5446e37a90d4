import { ArgumentError } from '@strake/core';
import { parse } from '@strake/parser';
import { expect, test } from 'vitest';
import { plan, planDiagnostics } from '../src/index.ts';

const amd64 = { os: 'linux', architecture: 'amd64' };
const good = { buildPlatform: amd64, images: () => undefined };
const source = parse('FROM scratch\n');

test.each<[what: string, source: unknown, options: unknown]>([
  ['source', undefined, good],
  ['source', 'FROM scratch', good],
  ['source', source.ast, good],
  ['buildPlatform', source, undefined],
  ['buildPlatform', source, null],
  ['buildPlatform', source, { ...good, buildPlatform: 'linux/amd64' }],
  ['buildPlatform', source, { ...good, buildPlatform: { ...amd64, variant: 1 } }],
  ['platforms', source, { ...good, platforms: ['linux/amd64'] }],
  ['platforms', source, { ...good, platforms: [{ ...amd64, osVersion: null }] }],
  ['platforms', source, { ...good, platforms: null }],
  ['images', source, { ...good, images: {} }],
  ['createHasher', source, { ...good, createHasher: 1 }],
  ['target', source, { ...good, target: 1 }],
  ['args', source, { ...good, args: { A: 1 } }],
  ['args', source, { ...good, args: ['A=1'] }],
  ['labels', source, { ...good, labels: 'a=b' }],
  ['contexts', source, { ...good, contexts: { a: 1 } }],
])('%s of another type is named: %#', (what, file, options) => {
  for (const call of [plan, planDiagnostics]) {
    const act = (): unknown => call(file as never, options as never);
    expect(act).toThrow(ArgumentError);
    expect(act).toThrow(new RegExp(`^plan: ${what} is .*, expected `));
  }
});

test.each<[what: string, answer: unknown]>([
  ['the promise of an answer', Promise.resolve({ problem: 'none' })],
  ['a configuration alone', { os: 'linux', rootfs: {} }],
  ['a number', 1],
])('%s from images is named', (_what, answer) => {
  const act = (): unknown => plan(parse('FROM a\n'), { ...good, images: () => answer as never });
  expect(act).toThrow(ArgumentError);
  expect(act).toThrow(/^plan: the answer of images is of type .*, expected manifest and config/);
});

test('options may have their functions from a class', () => {
  class Options {
    readonly buildPlatform = amd64;
    images(): undefined {
      return undefined;
    }
  }
  expect(plan(source, new Options()).status).toBe('ready');
});
