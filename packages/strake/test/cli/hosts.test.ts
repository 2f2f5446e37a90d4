import { expect, test } from 'vitest';
import { parseHost } from '../../src/cli/options/values.ts';

test.each([
  ['a:1.2.3.4', 'a', '1.2.3.4'],
  ['a=::1', 'a', '::1'],
  ['a:[::1]', 'a', '::1'],
  ['a:host-gateway', 'a', 'host-gateway'],
])('--add-host %s', (text, host, ip) => {
  expect(parseHost(text)).toEqual({ host, ip });
});

test.each(['a', 'a:', ':1.2.3.4', 'a:nope', 'a:1.2.3', 'a:1.2.3.4\n5.6.7.8\tb'])('--add-host %j is refused', (text) => {
  expect(() => parseHost(text)).toThrow('is not HOST:IP');
});
