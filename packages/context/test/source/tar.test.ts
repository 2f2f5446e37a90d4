import { bytes, type ByteStream, collect } from '@strake/core';
import { createMemoryStore, memoryTree, type MemoryNode, type TarEntryToWrite, writeTar } from '@strake/oci';
import { expect, test } from 'vitest';
import { tarContext } from '../../src/index.ts';
import { contextSourceContract } from '../../src/testing.ts';

contextSourceContract('tarContext', (files) => tarContext(archiveOf(files)));

const ALL = [{ path: '', wildcard: false }];
const meta = { mode: 0o640, uid: 5, gid: 6, mtime: 7 };

/** Hard links come last, behind their files. */
function archiveOf(files: Readonly<Record<string, MemoryNode>>): ByteStream {
  const tree = memoryTree(files);
  const entries = [...tree.walk()].sort((a, b) => Number(a.type === 'hardlink') - Number(b.type === 'hardlink'));
  return writeTar(async (writer) => {
    for (const entry of entries) await writer.add(entry, entry.type === 'file' ? tree.open(entry.path) : undefined);
  });
}

type Item = readonly [TarEntryToWrite, string?];

function archive(...items: readonly Item[]): ByteStream {
  return writeTar(async (writer) => {
    for (const [entry, text] of items)
      await writer.add(entry, text === undefined ? undefined : new TextEncoder().encode(text));
  });
}

function file(path: string, text: string): Item {
  return [{ ...meta, type: 'file', path, size: text.length }, text];
}
const link = (path: string, target: string): Item => [{ ...meta, type: 'symlink', path, target }];
const hardlink = (path: string, target: string): Item => [{ ...meta, type: 'hardlink', path, target }];
const directory = (path: string, mode = 0o700): Item => [{ ...meta, type: 'directory', path, mode }];

test("owners and times are the archive's, and an ignore file means nothing", async () => {
  const source = tarContext(archive(file('.dockerignore', '*'), file('d/a', 'x')));
  const tree = await source.load(ALL);
  expect(tree.get('d/a')).toMatchObject({ uid: 5, gid: 6, mtime: 7, mode: 0o640 });
  expect(tree.get('d')).toMatchObject({ uid: 0, gid: 0, mtime: 0, mode: 0o755 });
});

test('of equal paths the last entry counts; directories keep what is in them', async () => {
  const items = [
    directory('d'),
    file('d/a', 'one'),
    file('d/a', 'two!'),
    directory('d', 0o711),
    link('x', 'y'),
    file('x', 'z'),
  ];
  const tree = await tarContext(archive(...items)).load(ALL);
  expect(tree.get('d')).toMatchObject({ mode: 0o711 });
  expect(new TextDecoder().decode(await collect(tree.open('d/a'), 10))).toBe('two!');
  expect(tree.get('x')).toMatchObject({ type: 'file', size: 1 });
});

test('files are ranges of the archive in the store', async () => {
  const store = createMemoryStore();
  const tree = await tarContext(archive(file('a', 'hello')), { store }).load(ALL);
  const blobs: string[] = [];
  for await (const digest of store.list()) blobs.push(digest);
  expect(blobs).toHaveLength(1);
  expect(new TextDecoder().decode(await collect(tree.open('a'), 10))).toBe('hello');
});

test('a hard link to a symlink is a symlink as well', async () => {
  const tree = await tarContext(archive(link('l', '/etc/passwd'), hardlink('a', 'l'), hardlink('b', 'a'))).load(ALL);
  for (const path of ['a', 'b', 'l']) expect(tree.get(path)).toMatchObject({ type: 'symlink', target: '/etc/passwd' });
});

test.each<[string, readonly Item[]]>([
  ['a file below a symlink', [link('d', '/etc'), file('d/passwd', 'x')]],
  ['a file below a file', [file('d', 'x'), file('d/a', 'x')]],
  ['a directory below a symlink', [link('d', '..'), directory('d/e')]],
  ['a hard link to nothing', [hardlink('a', 'b')]],
  ['a hard link to a directory', [directory('d'), hardlink('a', 'd')]],
  ['a hard link to itself', [link('l', 'x'), hardlink('l', 'l')]],
  ['a hard link to a later file', [hardlink('a', 'b'), file('b', 'x')]],
  ['a linked file that comes again', [file('b', 'x'), hardlink('a', 'b'), file('b', 'y')]],
])('refuses %s', async (_, items) => {
  await expect(tarContext(archive(...items)).load(ALL)).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
});

test('refuses what is no archive, and one that is cut off', async () => {
  const whole = await collect(archive(file('a', 'x'.repeat(2000))), 1e6);
  for (const data of [new TextEncoder().encode('FROM busybox\n'.repeat(100)), whole.subarray(0, 1024)])
    await expect(tarContext(bytes(data)).load(ALL)).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
});
