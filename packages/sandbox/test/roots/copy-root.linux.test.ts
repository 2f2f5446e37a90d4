import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  linkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { copyRoot, unchangedSince } from '../../src/roots/copy-root.ts';
import { captureLayer } from '../../src/snapshot/capture.ts';
import { getXattr, makeFifo, setXattr } from '../../src/syscalls/file.ts';

let place = '';
let base = '';
let root = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'strake-copy-'));
  [base, root] = [join(place, 'base'), join(place, 'root')];
  for (const path of ['', 'a', 'b', 'c', 'c/deep']) mkdirSync(join(base, path));
  for (const path of ['a/f', 'b/f', 'c/deep/f']) write(join(base, path), path.slice(0, 1));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** Files of one size and time: only their content tells them apart. */
function write(path: string, text: string): void {
  writeFileSync(path, text);
  utimesSync(path, 5, 5);
}

/** What a command changes in a copy, as the paths of the layer. */
async function changed(change: () => void): Promise<readonly string[]> {
  copyRoot(base, root, join(place, 'baseline'));
  await sleep(60);
  change();
  const { entries } = captureLayer({ upper: root, lowers: [base], complete: unchangedSince(join(place, 'baseline')) });
  return entries.map(({ entry }) => `${entry.path}${entry.type === 'whiteout' ? ' whiteout' : ''}`);
}

test('a copy has times, modes, links, fifos, attributes and odd names', () => {
  linkSync(join(base, 'a/f'), join(base, 'a/hard'));
  symlinkSync('../../out', join(base, 'a/soft'));
  makeFifo(join(base, 'a/fifo'));
  chmodSync(join(base, 'b/f'), 0o4751);
  const odd = Buffer.from([0xff, 0x78]);
  const inside = (root: string): Buffer => Buffer.concat([Buffer.from(`${root}/a/`), odd, Buffer.from('/'), odd]);
  mkdirSync(inside(base).subarray(0, -3));
  writeFileSync(inside(base), 'odd');
  const marked = setXattr(join(base, 'b/f'), 'user.mark', Buffer.from('1'));
  copyRoot(base, root);
  const [first, second] = ['a/f', 'a/hard'].map((path) => lstatSync(join(root, path)));
  expect([first?.ino, first?.mtimeMs, first?.nlink]).toEqual([second?.ino, 5000, 2]);
  expect(lstatSync(join(root, 'a/soft')).isSymbolicLink()).toBe(true);
  expect(lstatSync(join(root, 'a/fifo')).isFIFO()).toBe(true);
  expect(lstatSync(join(root, 'b/f')).mode & 0o7777).toBe(0o4751);
  expect(readFileSync(inside(root), 'utf8')).toBe('odd');
  expect(getXattr(join(root, 'b/f'), 'user.mark')?.toString()).toBe(marked ? '1' : undefined);
});

test.each<[string, () => void, readonly string[]]>([
  ['nothing', () => {}, []],
  ['content of the same size and time', () => write(join(root, 'a/f'), 'x'), ['a', 'a/f']],
  [
    'files that change places',
    () => {
      renameSync(join(root, 'a/f'), join(root, 't'));
      renameSync(join(root, 'b/f'), join(root, 'a/f'));
      renameSync(join(root, 't'), join(root, 'b/f'));
    },
    ['a', 'a/f', 'b', 'b/f'],
  ],
  [
    'directories that change places',
    () => {
      renameSync(join(root, 'a'), join(root, 't'));
      renameSync(join(root, 'b'), join(root, 'a'));
      renameSync(join(root, 't'), join(root, 'b'));
    },
    ['a', 'a/f', 'b', 'b/f'],
  ],
  ['a directory above', () => renameSync(join(root, 'c'), join(root, 'd')), ['c whiteout', 'd', 'd/deep', 'd/deep/f']],
  ['a mode', () => chmodSync(join(root, 'c/deep'), 0o700), ['c', 'c/deep']],
  ['a removed file', () => rmSync(join(root, 'c/deep/f')), ['c', 'c/deep', 'c/deep/f whiteout']],
])('finds what a command changed: %s', async (_, change, expected) => {
  expect(await changed(change)).toEqual(expected);
});

test('the clock of the file system counts, however far this machine is ahead of it', async () => {
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now + 3_600_000);
  try {
    expect(await changed(() => write(join(root, 'a/f'), 'x'))).toEqual(['a', 'a/f']);
  } finally {
    clock.mockRestore();
  }
});
