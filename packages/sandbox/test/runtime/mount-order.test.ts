import { expect, test } from 'vitest';
import { isCovered, orderMounts } from '../../src/runtime/mounts/order.ts';

const order = (...targets: readonly string[]): readonly string[] =>
  orderMounts(targets.map((target) => ({ target }))).map(({ target }) => target);

test('what is nearer to the root comes first, the rest as written', () => {
  expect(order('/a/b/c', '/z', '/a/b', '/a', '/a//x/../y/')).toEqual(['/z', '/a', '/a/b', '/a//x/../y/', '/a/b/c']);
});

test('of those with one target the last alone is mounted', () => {
  expect(order('/a/b', '/a', '/z', '/a//', '/x/../a/b')).toEqual(['/z', '/a//', '/x/../a/b']);
});

test('files of /proc that tell of the machine can be covered', () => {
  expect(order('/proc/sys/crypto/fips_enabled', '/proc/cpuinfo', '/processes')).toHaveLength(3);
});

test.each(['/', '', '.', '/a/..', '//', '/proc', '/a/../proc/', '/proc/self', '/proc/sys', '/proc/cpuinfo/x'])(
  '%j is no target',
  (target) => {
    expect(() => order('/a', target)).toThrow(expect.objectContaining({ code: 'MOUNT_TARGET_INVALID' }));
  },
);

test.each([
  ['etc/hosts', ['/etc'], true],
  ['etc/hosts', ['/etc/hosts'], true],
  ['etc/hosts', ['/etc/host', '/x'], false],
  ['etc/hosts', ['/etc/hosts/x'], false],
])('%s below %j: %s', (path, targets, expected) => {
  expect(isCovered(path, targets)).toBe(expected);
});
