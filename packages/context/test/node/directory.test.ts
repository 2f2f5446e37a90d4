import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Buffer } from 'node:buffer';
import { collect } from '@strake/core';
import type { MemoryNode } from '@strake/oci';
import { describe, expect, test } from 'vitest';
import type { ContextSelection, ContextTree } from '../../src/index.ts';
import { directoryContext, type DirectoryContextOptions } from '../../src/node.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const ALL: readonly ContextSelection[] = [{ path: '', wildcard: false }];

async function load(
  files: Readonly<Record<string, MemoryNode>>,
  selections = ALL,
  options: DirectoryContextOptions = {},
): Promise<ContextTree> {
  return directoryContext(temporaryDirectory(files), options).load(selections);
}

function paths(tree: ContextTree): readonly string[] {
  return [...tree.walk()].map((entry) => entry.path);
}

async function textAt(tree: ContextTree, path: string): Promise<string> {
  return new TextDecoder().decode(await collect(tree.open(path), 1e7));
}

const TREE: Readonly<Record<string, MemoryNode>> = {
  'app/package.json': '{}',
  'app/src/index.ts': 'x',
  'app/node_modules/p/package.json': '{}',
  'lib/package.json': '{}',
  'lib/.hidden/package.json': '{}',
  'docs/a.md': 'a',
  'docs/b.md': 'b',
  'docs/[x].md': 'c',
  current: { type: 'symlink', target: 'app' },
  abs: { type: 'symlink', target: '/docs/a.md' },
  chain: { type: 'symlink', target: 'current/src' },
  up: { type: 'symlink', target: '../../../../docs' },
  loop: { type: 'symlink', target: 'loop' },
  gone: { type: 'symlink', target: 'nowhere/at/all' },
  'docs/out': { type: 'symlink', target: '/etc' },
};

describe('only what is selected is read', () => {
  test.each<[string, boolean, string]>([
    ['app/package.json', false, 'app app/package.json'],
    ['docs', false, 'docs docs/[x].md docs/a.md docs/b.md docs/out'],
    ['docs/*.md', true, 'docs docs/[x].md docs/a.md docs/b.md'],
    ['docs/?.md', true, 'docs docs/a.md docs/b.md'],
    ['docs/[a].md', true, 'docs docs/a.md'],
    ['docs/[[]x].md', true, 'docs docs/[x].md'],
    ['docs/[x].md', false, 'docs docs/[x].md'],
    ['docs/\\[x].md', true, 'docs docs/[x].md'],
    ['*/package.json', true, 'app app/package.json lib lib/package.json'],
    ['l*/*/p*.json', true, 'lib lib/.hidden lib/.hidden/package.json'],
    [
      'app/**/package.json',
      true,
      'app app/node_modules app/node_modules/p app/node_modules/p/package.json app/package.json',
    ],
    ['app/./src/*.ts', true, 'app app/src app/src/index.ts'],
    ['current/package.json', false, 'app app/package.json current'],
    ['current/p*', true, 'app app/package.json current'],
    [
      'cur*',
      true,
      'app app/node_modules app/node_modules/p app/node_modules/p/package.json app/package.json app/src app/src/index.ts current',
    ],
    ['chain', false, 'app app/src app/src/index.ts chain current'],
    ['abs', false, 'abs docs docs/a.md'],
    ['up/a.md', false, 'docs docs/a.md up'],
    ['loop', false, 'loop'],
    ['gone', false, 'gone'],
    ['docs/out', false, 'docs docs/out'],
    ['docs/out/passwd', false, 'docs docs/out'],
    ['nowhere', false, ''],
    ['docs/a.md/x', false, 'docs docs/a.md'],
    ['x*', true, ''],
    ['[', true, ''],
  ])('%s (wildcard: %s)', async (path, wildcard, expected) => {
    expect(paths(await load(TREE, [{ path, wildcard }])).join(' ')).toBe(expected);
  });

  test('no file has a NUL in its name', async () => {
    for (const path of ['a\0', 'docs\0/a.md']) expect(paths(await load(TREE, [{ path, wildcard: false }]))).toEqual([]);
  });

  test('nothing selects nothing, several selections add up', async () => {
    expect(paths(await load(TREE, []))).toEqual([]);
    const two = ['docs/a.md', 'lib/package.json'].map((path) => ({ path, wildcard: false }));
    expect(paths(await load(TREE, two))).toEqual(['docs', 'docs/a.md', 'lib', 'lib/package.json']);
    expect(paths(await load(TREE, [...two, ...ALL]))).toEqual(paths(await load(TREE)));
  });

  test('ignored entries are absent, and not looked into by wildcards', async () => {
    const options = { dockerignore: '**/node_modules\ndocs/*\n!docs/b.md' };
    const select = async (path: string) => paths(await load(TREE, [{ path, wildcard: true }], options)).join(' ');
    expect(await select('**/package.json')).toBe(
      'app app/package.json lib lib/.hidden lib/.hidden/package.json lib/package.json',
    );
    expect(await select('docs/*.md')).toBe('docs docs/b.md');
    expect(await select('a*/*/*/package.json')).toBe('');
  });
});

describe('the ignore file', () => {
  test('of the directory counts by default; another text replaces it', async () => {
    const files = { ...TREE, '.dockerignore': '*\n!lib\nlib/.hidden\n' };
    expect(paths(await load(files))).toEqual(['lib', 'lib/package.json']);
    expect(paths(await load(files, ALL, { dockerignore: '*\n!abs' }))).toEqual(['abs']);
  });

  test('keeps ignored directories only for what is kept in them', async () => {
    const tree = await load({ 'd/e/f/g': 'g', 'd/h': 'h', 'i/j': 'j', k: 'k' }, ALL, {
      dockerignore: 'd\ni\n!d/e/f/g\n!i/x',
    });
    expect(paths(tree)).toEqual(['d', 'd/e', 'd/e/f', 'd/e/f/g', 'k']);
  });

  test('has its pattern errors shown', async () => {
    const ignore = { dockerignore: 'ok\nbad[', dockerignoreName: 'Dockerfile.dockerignore' };
    await expect(load({ a: 'a' }, ALL, ignore)).rejects.toMatchObject({
      code: 'BAD_IGNORE_FILE',
      message: expect.stringContaining('Dockerfile.dockerignore:2: ') as string,
    });
  });

  test('explains', () => {
    const context = directoryContext(temporaryDirectory(TREE), { dockerignore: 'docs\n!docs/a.md' });
    expect(context.explain('docs/b.md')).toMatchObject({ ignored: true, matched: 'docs', rule: { text: 'docs' } });
    expect(context.explain('docs/a.md')).toMatchObject({ ignored: false, rule: { text: '!docs/a.md' } });
    expect(context.explain('lib')).toEqual({ ignored: false });
  });
});

describe('entries are as Docker sends them', () => {
  test('times, modes, owners', async () => {
    const root = temporaryDirectory({ a: { data: 'x', mode: 0o4755 }, old: 'x' });
    utimesSync(join(root, 'a'), 0, 981_173_106.789);
    utimesSync(join(root, 'old'), new Date(0), new Date(-1500));
    const tree = await directoryContext(root).load(ALL);
    expect(tree.get('a')).toMatchObject({ mode: 0o4755, uid: 0, gid: 0, mtime: 981_173_106 });
    expect(tree.get('a')?.mtimeNs).toBeCloseTo(789e6, -4);
    expect(tree.get('old')).toMatchObject({ mtime: -2, mtimeNs: 500_000_000 });
  });

  test('names of one file: the first in order is the file, the others are links to it', async () => {
    const root = temporaryDirectory({ 'b/x': 'one', 'ignored/x': 'two' });
    linkSync(join(root, 'b/x'), join(root, 'a'));
    linkSync(join(root, 'b/x'), join(root, 'z'));
    linkSync(join(root, 'ignored/x'), join(root, 'only'));
    const tree = await directoryContext(root, { dockerignore: 'ignored' }).load(ALL);
    expect(tree.get('a')).toMatchObject({ type: 'file', size: 3 });
    expect(tree.get('b/x')).toMatchObject({ type: 'hardlink', target: 'a' });
    expect(tree.get('z')).toMatchObject({ type: 'hardlink', target: 'a' });
    expect(tree.get('only')).toMatchObject({ type: 'file' });
    expect(await textAt(tree, 'z')).toBe('one');
    expect(paths(tree)).toEqual(['a', 'b', 'b/x', 'only', 'z']);
    const part = await directoryContext(root).load([{ path: 'z', wildcard: false }]);
    expect(part.get('z')).toMatchObject({ type: 'file' });
  });

  test('a socket is an empty file, a fifo is never opened', async () => {
    const root = temporaryDirectory({});
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'sock'), resolve));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const tree = await directoryContext(root).load(ALL);
    expect(tree.get('sock')).toMatchObject({ type: 'file', size: 0 });
    expect(await textAt(tree, 'sock')).toBe('');
    expect(await tree.digestOf('sock')).toMatch(/^sha256:e3b0c442/);
    expect(tree.get('pipe')).toMatchObject({ type: 'fifo' });
    server.close();
  });

  test('names that are no text survive', async () => {
    const root = temporaryDirectory({});
    const bytes = Buffer.from([0x2f, 0x6e, 0xff, 0xc3, 0xa9, 0xed, 0xa0, 0x80]);
    mkdirSync(Buffer.concat([Buffer.from(root), bytes]));
    writeFileSync(Buffer.concat([Buffer.from(root), bytes, Buffer.from('/x')]), 'raw');
    const name = 'n\udcff\u00e9\udced\udca0\udc80';
    const tree = await directoryContext(root).load(ALL);
    expect(paths(tree)).toEqual([name, `${name}/x`]);
    expect(await textAt(tree, `${name}/x`)).toBe('raw');
    expect(await tree.digestOf(`${name}/x`)).toMatch(/^sha256:/);
    const part = await directoryContext(root).load([{ path: 'n*/*', wildcard: true }]);
    expect(paths(part)).toEqual([name, `${name}/x`]);
  });

  test('extended attributes come from whoever can read them', async () => {
    const tree = await load({ a: 'a', b: 'b' }, ALL, {
      readXattrs: (path) => (String(path).endsWith('/a') ? { 'user.x': 'y' } : undefined),
    });
    expect(tree.get('a')?.xattrs).toEqual({ 'user.x': 'y' });
    expect(tree.get('b')).not.toHaveProperty('xattrs');
  });
});

describe('a file that changes after it was looked at is an error', () => {
  test.each<[string, (root: string) => void]>([
    ['is written to', (root) => appendFileSync(join(root, 'd/f'), 'more')],
    ['is replaced by its like', (root) => (rmSync(join(root, 'd/f')), writeFileSync(join(root, 'd/f'), 'same'))],
    ['is removed', (root) => rmSync(join(root, 'd/f'))],
    [
      'becomes a link out of the context',
      (root) => (rmSync(join(root, 'd/f')), symlinkSync('/etc/passwd', join(root, 'd/f'))),
    ],
    ['becomes a fifo', (root) => (rmSync(join(root, 'd/f')), execFileSync('mkfifo', [join(root, 'd/f')]))],
    ['loses its directory', (root) => renameSync(join(root, 'd'), join(root, 'e'))],
  ])('when it %s', async (_, change) => {
    const root = temporaryDirectory({ 'd/f': 'same' });
    const tree = await directoryContext(root).load(ALL);
    expect(tree.get('d/f')?.type).toBe('file');
    change(root);
    await expect(textAt(tree, 'd/f')).rejects.toMatchObject({ code: 'CHANGED', data: { path: 'd/f' } });
    await expect(tree.digestOf('d/f')).rejects.toMatchObject({ code: 'CHANGED' });
  });

  test('but what has vanished before it was looked at was never there', async () => {
    const root = temporaryDirectory({ a: 'a', 'd/f': 'f', 'd/g': 'g' });
    const tree = await directoryContext(root).load(ALL);
    rmSync(join(root, 'd/f'));
    expect(paths(tree)).toEqual(['a', 'd', 'd/g']);
    expect(tree.get('d/f')).toBeUndefined();
  });

  test('nor was a directory, nor what it held', async () => {
    const root = temporaryDirectory({ a: 'a', 'd/e/f': 'f' });
    const tree = await directoryContext(root).load(ALL);
    rmSync(join(root, 'd'), { recursive: true });
    expect(paths(tree)).toEqual(['a']);
    expect(tree.get('d/e/f')).toBeUndefined();
  });

  test.each<[string, string, (path: string) => void]>([
    ['one that has become a directory', 'f', (path) => mkdirSync(path)],
    ['a directory that has become a link', 'd', (path) => symlinkSync('/etc', path)],
  ])('and so is %s', async (_, path, become) => {
    const root = temporaryDirectory({ f: 'f', 'd/g': 'g' });
    const tree = await directoryContext(root).load(ALL);
    rmSync(join(root, path), { recursive: true });
    become(join(root, path));
    expect(() => paths(tree)).toThrow(expect.objectContaining({ code: 'CHANGED', data: { path } }));
  });

  test('while it is being read', async () => {
    const root = temporaryDirectory({ f: 'x'.repeat(1_000_000) });
    const tree = await directoryContext(root).load(ALL);
    const read = async () => {
      for await (const _ of tree.open('f')) appendFileSync(join(root, 'f'), 'y');
    };
    await expect(read()).rejects.toMatchObject({ code: 'CHANGED' });
  });

  test('when others may put a link in the place of its directory, and do', async () => {
    const root = temporaryDirectory({ 'd/f': { data: 'same' }, d: { type: 'directory', mode: 0o777 } });
    const elsewhere = mkdtempSync(`${root}-elsewhere`);
    const tree = await directoryContext(root).load(ALL);
    expect(tree.get('d')).toMatchObject({ mode: 0o777 });
    renameSync(join(root, 'd'), join(elsewhere, 'd'));
    symlinkSync(join(elsewhere, 'd'), join(root, 'd'));
    await expect(textAt(tree, 'd/f')).rejects.toMatchObject({
      code: 'CHANGED',
      message: expect.stringContaining('moved') as string,
    });
    rmSync(elsewhere, { recursive: true });
  });
});

test('what vanishes during the walk was never there', async () => {
  const root = temporaryDirectory({ 'a/x': 'x', 'b/x': 'x' });
  const context = directoryContext(root, {
    readXattrs: () => (rmSync(join(root, 'b'), { recursive: true, force: true }), undefined),
  });
  expect(paths(await context.load(ALL))).toEqual(['a', 'a/x']);
});

describe('a directory that is none', () => {
  test('is missing', async () => {
    await expect(directoryContext('/nowhere/at/all').load(ALL)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: expect.any(String) as string,
    });
  });
  test('is a file', async () => {
    await expect(directoryContext(join(temporaryDirectory({ f: 'x' }), 'f')).load(ALL)).rejects.toMatchObject({
      code: 'WRONG_TYPE',
    });
  });
  test('is a link to one: that is fine', async () => {
    const root = temporaryDirectory({ 'd/x': 'x', l: { type: 'symlink', target: 'd' } });
    expect(paths(await directoryContext(join(root, 'l')).load(ALL))).toEqual(['x']);
  });
});

test('large files are hashed in turns with other work, and stop when told to', async () => {
  const root = temporaryDirectory({ big: '' });
  // Several turns of 25 ms, however fast the machine: the timer below has its own after the first.
  truncateSync(join(root, 'big'), 400_000_000);
  const tree = await directoryContext(root).load(ALL);
  const stop = new AbortController();
  const reason = new Error('enough');
  setTimeout(() => stop.abort(reason), 1);
  await expect(tree.digestOf('big', stop.signal)).rejects.toBe(reason);
  expect(await tree.digestOf('big')).toBe(
    tree.get('big')?.type === 'file' ? (tree.get('big') as { content?: string }).content : '',
  );
});
