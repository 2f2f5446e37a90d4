import { describe, expect, test } from 'vitest';
import { proxyEnv } from '../../src/dockerfile/build-args.ts';
import { Fault } from '../../src/dockerfile/fault.ts';
import { fileMode } from '../../src/dockerfile/file-mode.ts';
import { parseGitRef } from '../../src/dockerfile/git-ref.ts';
import { parseBytes } from '../../src/dockerfile/lower/byte-size.ts';
import { parseOwner } from '../../src/dockerfile/owner.ts';
import { baseName, resolveDestination, resolvePath, sourcePath } from '../../src/dockerfile/paths.ts';

describe('git sources', () => {
  const good: readonly (readonly [source: string, ref: object])[] = [
    ['https://h/o/r.git', { remote: 'https://h/o/r.git' }],
    ['https://h/o/r.git#main:sub/../dir', { remote: 'https://h/o/r.git', ref: 'main', subdir: 'dir' }],
    ['https://h/o/r.git#:d', { remote: 'https://h/o/r.git', subdir: 'd' }],
    ['https://h/o/r.git?tag=v1', { remote: 'https://h/o/r.git', ref: 'refs/tags/v1' }],
    ['https://h/o/r.git?branch=b&subdir=d', { remote: 'https://h/o/r.git', ref: 'refs/heads/b', subdir: 'd' }],
    ['https://h/r.git?commit=abc&fetch-by-commit', { remote: 'https://h/r.git', checksum: 'abc', fetchByCommit: true }],
    [
      'https://h/r.git?submodules=false&keep-git-dir',
      { remote: 'https://h/r.git', submodules: false, keepGitDir: true },
    ],
    ['git@h:o/r.git#v1', { remote: 'git@h:o/r.git', ref: 'v1' }],
    ['git@h:o/r', { remote: 'git@h:o/r' }],
    ['ssh://git@h:22/r', { remote: 'ssh://git@h:22/r' }],
    ['GIT://h/r', { remote: 'git://h/r' }],
    ['https://u:p@h/r.git', { remote: 'https://u:p@h/r.git' }],
  ];
  test.each(good)('%s', (source, value) => expect(parseGitRef(source)).toEqual({ ok: true, value }));

  test.each([
    'https://h/r.tar.gz',
    'https://h/r',
    'https://h/?x=.git',
    './git@h:x',
    'a/b',
    'github.com/o/r',
    'ftp://h/r.git',
    '',
  ])('%j is none', (source) => expect(parseGitRef(source)).toBeUndefined());

  test.each([
    ['https://h/r.git?x=1', 'unexpected query "x"'],
    ['https://h/r.git?ref=', 'query "ref" has no value'],
    ['https://h/r.git?ref=a&ref=b', 'query "ref" has multiple values'],
    ['https://h/r.git?ref=a#b', 'ref conflicts: "b" vs "a"'],
    ['https://h/r.git?subdir=a#:b', 'subdir conflicts: "b" vs "a"'],
    ['https://h/r.git?tag=a&branch=b', 'branch conflicts with tag'],
    ['https://h/r.git?tag=a#b', 'ref conflicts: "b" vs "refs/tags/a"'],
    ['https://h/r.git?submodules=x', 'invalid submodules value: "x"'],
    ['https://h/r.git?mtime=now', 'invalid mtime value: "now" (must be "checkout" or "commit")'],
    ['https://h/r.git?constructor=x', 'unexpected query "constructor"'],
  ])('%s', (source, message) => expect(parseGitRef(source)).toEqual({ ok: false, message }));
});

describe('paths', () => {
  test.each([
    ['/w', 'a/../b', '/w/b'],
    ['/w', '/a/', '/a'],
    ['/w/', '..', '/'],
    ['/', '../..', '/'],
  ])('from %s, %s is %s', (from, path, result) => expect(resolvePath(from, path)).toBe(result));

  test.each([
    ['/w', '', '/w/'],
    ['/w', '.', '/w/'],
    ['/', '', '/'],
    ['/w', 'a', '/w/a'],
    ['/w', 'a/', '/w/a/'],
    ['/w', '/a/.', '/a/'],
    ['/w', '..', '/'],
    ['/', '/', '/'],
  ])('from %s, destination %j is %s', (from, path, result) => expect(resolveDestination(from, path)).toBe(result));

  test.each([
    ['', ''],
    ['.', ''],
    ['/', ''],
    ['../../etc/passwd', 'etc/passwd'],
    ['./a//b/', 'a/b'],
    ['*.c', '*.c'],
  ])('source %j is %j', (path, result) => expect(sourcePath(path)).toBe(result));

  test.each([
    ['', '.'],
    ['/', '/'],
    ['/a/b/', 'b'],
    ['x', 'x'],
  ])('the name of %j is %s', (path, result) => expect(baseName(path)).toBe(result));
});

test.each([
  ['app', { user: 'app' }],
  ['1000:1001', { user: 1000, group: 1001 }],
  ['root:root', { user: 0, group: 0 }],
  [':5', { user: '', group: 5 }],
  ['5:', { user: 5, group: 0 }],
  ['99999999999', { user: '99999999999' }],
])('owner %s', (text, owner) => expect(parseOwner(text)).toEqual(owner));

describe('modes', () => {
  const at = { start: 0, end: 0 };
  test.each([
    ['0644', '644'],
    ['7777', '7777'],
    ['0', '0'],
    ['u=rwX,go=rX', 'u=rwX,go=rX'],
    ['+x', '+x'],
    ['go=u-w', 'go=u-w'],
  ])('%s', (text, mode) => expect(fileMode(text, at)).toBe(mode));
  test.each(['999', '10000', '0x1', 'rwx', 'u=q', ',', 'u=r,'])('%s is none', (text) =>
    expect(() => fileMode(text, at)).toThrow(Fault),
  );
});

test.each([
  ['64m', 64 * 2 ** 20],
  ['1.5k', 1536],
  ['1 GiB', 2 ** 30],
  ['10b', 10],
  ['4096', 4096],
  ['x', undefined],
  ['1q', undefined],
  ['-1', undefined],
])('size %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

test('proxies get both cases, the rest is left alone', () => {
  expect(
    proxyEnv(
      new Map([
        ['Http_Proxy', 'p'],
        ['no_proxy', ''],
        ['ALL_PROXY', 'q'],
        ['X', 'y'],
      ]),
    ),
  ).toEqual(['HTTP_PROXY=p', 'http_proxy=p', 'ALL_PROXY=q', 'all_proxy=q']);
});
