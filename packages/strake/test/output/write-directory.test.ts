import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytes, type Digest } from '@strake/core';
import type { Entry } from '@strake/oci';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDirectoryWriter } from '../../src/output/write-directory.ts';

let root: string;
let outside: string;
beforeEach(() => {
  const place = mkdtempSync(join(tmpdir(), 'strake-directory-'));
  [root, outside] = [join(place, 'root'), join(place, 'outside')];
  for (const path of [root, outside]) mkdirSync(path);
  writeFileSync(join(outside, 'kept'), 'kept');
});
afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }));

const meta = { mode: 0o644, uid: 12, gid: 34, mtime: 1_000_000_000 } as const;
const content: Digest = `sha256:${'0'.repeat(64)}`;
const file = (path: string, size = 4, mode = 0o644): Entry => ({ ...meta, type: 'file', path, mode, size, content });
const directory = (path: string, mode = 0o755): Entry => ({ ...meta, type: 'directory', path, mode });

/** Puts the entries into `root`; files hold `text`. */
async function write(entries: readonly Entry[], text = 'text'): Promise<void> {
  const writer = openDirectoryWriter(root);
  try {
    for (const entry of entries)
      await writer.add(entry, entry.type === 'file' ? bytes(new TextEncoder().encode(text)) : undefined);
    writer.finish();
  } finally {
    writer[Symbol.dispose]();
  }
}

describe('files of an image in a directory', () => {
  test('have their modes and dates, and belong to the user', async () => {
    await write([
      directory('d', 0o1750),
      file('d/suid', 4, 0o4755),
      { ...meta, type: 'symlink', path: 'd/up', target: '/etc/passwd', mode: 0o777 },
      { ...meta, type: 'hardlink', path: 'd/also', target: 'd/suid', mode: 0o4755 },
      { ...meta, type: 'fifo', path: 'f' },
    ]);
    expect(statSync(join(root, 'd')).mode & 0o7777).toBe(0o1750);
    const suid = statSync(join(root, 'd/suid'));
    expect(suid).toMatchObject({ nlink: 2, uid: process.getuid?.(), mtimeMs: 1e12 });
    expect(suid.mode & 0o7777).toBe(0o4755);
    expect(readlinkSync(join(root, 'd/up'))).toBe('/etc/passwd');
    expect(lstatSync(join(root, 'd/up')).mtimeMs).toBe(1e12);
    expect(statSync(join(root, 'd')).mtimeMs).toBe(1e12);
    expect(lstatSync(join(root, 'f')).isFIFO()).toBe(true);
  });

  test('with names that are no UTF-8', async () => {
    await write([file('caf\udce9')]);
    expect(readdirSync(root, { encoding: 'latin1' })).toEqual(['caf\u00e9']);
  });

  test('leave what else is there, and replace what has their names', async () => {
    mkdirSync(join(root, 'd/file'), { recursive: true });
    writeFileSync(join(root, 'd/file/old'), '');
    writeFileSync(join(root, 'd/mine'), 'mine');
    writeFileSync(join(root, 'was-file'), '');
    chmodSync(join(root, 'd'), 0o500);
    await write([directory('d'), file('d/file'), directory('was-file'), file('was-file/in')]);
    expect(readFileSync(join(root, 'd/file'), 'utf8')).toBe('text');
    expect(readFileSync(join(root, 'd/mine'), 'utf8')).toBe('mine');
    expect(readFileSync(join(root, 'was-file/in'), 'utf8')).toBe('text');
  });

  test('leave nothing behind when their data end early', async () => {
    writeFileSync(join(root, 'a'), 'good');
    await expect(write([file('a', 400)])).rejects.toThrow('4 bytes of 400');
    expect(readdirSync(root)).toEqual(['a']);
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('good');
  });

  test('have the links of several directories', async () => {
    const link = (path: string, target: string): Entry => ({ ...meta, type: 'hardlink', path, target });
    await write([
      directory('a'),
      directory('a/b'),
      file('a/b/f'),
      directory('c'),
      link('c/g', 'a/b/f'),
      link('h', 'c/g'),
    ]);
    expect(statSync(join(root, 'h'))).toMatchObject({
      ino: statSync(join(root, 'a/b/f')).ino,
      nlink: 3,
      mtimeMs: 1e12,
    });
    expect(statSync(join(root, 'c')).mtimeMs).toBe(1e12);
  });

  test('fail by their names', async () => {
    const name = 'n'.repeat(300);
    await expect(write([directory('a'), directory(`a/${name}`)])).rejects.toThrow(`'${join(root, 'a', name)}'`);
  });

  test('take away what killed processes left', async () => {
    const left = join(root, '.strake-4194303-1-1-0123456789ab-7');
    const mark = `.strake-${process.pid}-1-${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]}-0123456789ab-7`;
    writeFileSync(left, '');
    writeFileSync(join(root, mark), '');
    utimesSync(left, 0, 0);
    await write([file('a')]);
    expect(existsSync(join(root, mark))).toBe(false);
    expect(existsSync(left)).toBe(true);
  });
});

describe('a hostile directory leads nowhere (CWE-59, as CVE-2018-15664 and CVE-2024-23651)', () => {
  test('a link in place of a directory gives way to one', async () => {
    symlinkSync('../outside', join(root, 'd'));
    await write([directory('d'), file('d/kept')]);
    expect(lstatSync(join(root, 'd')).isDirectory()).toBe(true);
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
  });

  test('a link in place of a file is replaced, not followed', async () => {
    symlinkSync('../outside/kept', join(root, 'a'));
    symlinkSync('../outside/new', join(root, 'b'));
    await write([file('a'), file('b')]);
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
    expect(readdirSync(outside)).toEqual(['kept']);
    expect(lstatSync(join(root, 'a')).isFile()).toBe(true);
  });

  test('a link in place of a hard link is replaced', async () => {
    symlinkSync('../outside/kept', join(root, 'b'));
    await write([file('a'), { ...meta, type: 'hardlink', path: 'b', target: 'a' }]);
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
    expect(statSync(join(root, 'b')).ino).toBe(statSync(join(root, 'a')).ino);
  });

  test('a tree whose directory is a link is refused', async () => {
    const link: Entry = { ...meta, type: 'symlink', path: 'd', target: '../outside' };
    await expect(write([link, file('d/kept')])).rejects.toThrow('came before its directory');
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
  });

  test('a directory that a link replaces goes, what the link means does not', async () => {
    mkdirSync(join(root, 'd'));
    symlinkSync('../../outside', join(root, 'd/out'));
    await write([{ ...meta, type: 'symlink', path: 'd', target: '../outside' }]);
    expect(readlinkSync(join(root, 'd'))).toBe('../outside');
    expect(readdirSync(outside)).toEqual(['kept']);
  });
});

describe('a tree that is deeper than a process may have descriptors', () => {
  const DEPTH = 300;
  const paths = Array.from({ length: DEPTH }, (_, i) => Array.from({ length: i + 1 }, () => 'd').join('/'));
  const descriptors = (): number => readdirSync('/proc/self/fd').length;
  const deepest = paths.at(-1) ?? '';

  test('is written with few, and complete', async () => {
    const before = descriptors();
    const writer = openDirectoryWriter(root);
    try {
      for (const path of paths) await writer.add(directory(path, 0o750));
      await writer.add(file(`${deepest}/f`), bytes(new TextEncoder().encode('text')));
      expect(descriptors() - before).toBeLessThan(50);
      for (const path of paths.toReversed())
        await writer.add(file(`${path}/g`), bytes(new TextEncoder().encode('text')));
      await writer.add({ ...meta, type: 'hardlink', path: 'd/h', target: `${deepest}/f` });
      writer.finish();
    } finally {
      writer[Symbol.dispose]();
    }
    expect(descriptors()).toBe(before);
    expect(paths.filter((path) => readFileSync(join(root, path, 'g'), 'utf8') !== 'text')).toEqual([]);
    expect(paths.filter((path) => (statSync(join(root, path)).mode & 0o777) !== 0o750)).toEqual([]);
    expect(statSync(join(root, 'd/h')).nlink).toBe(2);
    await write([file('d')]);
    expect(readFileSync(join(root, 'd'), 'utf8')).toBe('text');
    expect(descriptors()).toBe(before);
  });

  test('is left where a part of it was put elsewhere meanwhile', async () => {
    const before = descriptors();
    const writer = openDirectoryWriter(root);
    try {
      for (const path of paths) await writer.add(directory(path));
      renameSync(join(root, paths[100] ?? ''), join(outside, 'moved'));
      const late = writer.add(file(`${paths[50]}/late`), bytes(new TextEncoder().encode('text')));
      await expect(late).rejects.toMatchObject({ code: 'ESTALE' });
    } finally {
      writer[Symbol.dispose]();
    }
    expect(readdirSync(outside).sort()).toEqual(['kept', 'moved']);
    expect(descriptors()).toBe(before);
  });
});
