import { RegistryError } from '@strake/registry';
import { expect, test } from 'vitest';
import { unpushed } from '../../src/images/unpushed.ts';

function check(error: Error, otherwise: string | undefined, message: string, hint: string | undefined): void {
  const found = unpushed(error, 'the cache registry.lan/a', otherwise);
  expect(found).toMatchObject({ name: error.name, message });
  expect((found as { hint?: string }).hint).toBe(hint);
}

const unreachable = (hint?: string): RegistryError =>
  new RegistryError('UNREACHABLE', 'no answer', hint === undefined ? {} : { hint });

test.each<readonly [name: string, ...Parameters<typeof check>]>([
  [
    'says what was not pushed',
    unreachable('is it on?'),
    undefined,
    'cannot push the cache registry.lan/a: no answer',
    'is it on?',
  ],
  [
    'and what else can be done',
    unreachable('is it on?'),
    'save it',
    'cannot push the cache registry.lan/a: no answer',
    'is it on? save it',
  ],
  ['has no hint of its own', unreachable(), undefined, 'cannot push the cache registry.lan/a: no answer', undefined],
  ['leaves other refusals', new RegistryError('UNAUTHORIZED', 'denied'), 'save it', 'denied', undefined],
  ['leaves what is no answer of a registry', new Error('aborted'), 'save it', 'aborted', undefined],
])('%s', (_, ...given) => check(...given));
