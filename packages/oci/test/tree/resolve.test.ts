import { expect, test } from 'vitest';
import { memoryTree, resolve } from '../../src/index.ts';

const tree = memoryTree({
  'usr/bin/sh': 'x',
  'usr/lib/x.so': 'x',
  bin: { type: 'symlink', target: 'usr/bin' },
  lib: { type: 'symlink', target: '/usr/lib' },
  'usr/up': { type: 'symlink', target: '../../../../etc' },
  'etc/passwd': 'x',
  'etc/self': { type: 'symlink', target: 'passwd' },
  dangling: { type: 'symlink', target: 'usr/none/deep' },
  loop: { type: 'symlink', target: 'loop' },
  a: { type: 'symlink', target: 'b' },
  b: { type: 'symlink', target: 'a' },
  root: { type: 'symlink', target: '/' },
  over: { type: 'symlink', target: 'none/../etc/passwd/../../bin' },
  'usr/dots': { type: 'symlink', target: './..//bin/' },
  ...Object.fromEntries(
    Array.from({ length: 41 }, (_, i) => [`l${i}`, { type: 'symlink', target: `l${i + 1}` }] as const),
  ),
  l41: 'end',
});

test.each<[path: string, kind: string, place: string]>([
  ['usr/bin/sh', 'found', 'usr/bin/sh'],
  ['/usr//bin/./sh', 'found', 'usr/bin/sh'],
  ['bin/sh', 'found', 'usr/bin/sh'],
  ['lib/x.so', 'found', 'usr/lib/x.so'],
  ['usr/up/passwd', 'found', 'etc/passwd'],
  ['etc/self', 'found', 'etc/passwd'],
  ['', 'found', ''],
  ['..', 'found', ''],
  ['root/bin/../lib', 'found', 'usr/lib'],
  ['bin/..', 'found', 'usr'],
  ['usr/dots', 'found', 'usr/bin'],
  ['dangling', 'missing', 'usr/none/deep'],
  ['none/x/../y', 'missing', 'none/y'],
  ['none/../lib', 'found', 'usr/lib'],
  ['none/x/../../bin/sh', 'found', 'usr/bin/sh'],
  ['etc/passwd/../self', 'found', 'etc/passwd'],
  ['etc/passwd/x/../../self', 'found', 'etc/passwd'],
  ['over', 'found', 'usr/bin'],
  ['over/sh', 'found', 'usr/bin/sh'],
  ['etc/passwd/.', 'found', 'etc/passwd'],
  ['etc/passwd/x/y', 'not-directory', 'etc/passwd'],
  ['etc/none/x/y', 'missing', 'etc/none/x/y'],
  ['lib/none', 'missing', 'usr/lib/none'],
  ['loop', 'loop', 'loop'],
  ['a/x', 'loop', 'a'],
  ['etc/passwd/x', 'not-directory', 'etc/passwd'],
  ['l2', 'found', 'l41'],
  ['l1', 'found', 'l41'],
  ['l0', 'loop', 'l40'],
])('%j: %s %s', (path, kind, place) => {
  expect(resolve(tree, path, { followLast: true })).toMatchObject({ kind, path: place });
});

test('the last link stays when asked', () => {
  expect(resolve(tree, 'bin', { followLast: false })).toMatchObject({ kind: 'found', path: 'bin' });
  expect(resolve(tree, 'root/etc/self', { followLast: false })).toMatchObject({ kind: 'found', path: 'etc/self' });
  expect(resolve(tree, 'dangling', { followLast: false })).toMatchObject({ kind: 'found', path: 'dangling' });
});
