import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFreshTrees } from '../../src/snapshot/fresh-trees.ts';
import { lockFile } from '../../src/syscalls/lock-file.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-fresh-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function makeTree(name: string, boot: string): void {
  const fresh = openFreshTrees(directory, boot);
  fresh.mark(name);
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, 'file'), 'x');
}

const trees = (): readonly string[] =>
  readdirSync(directory).filter((name) => !['boot', 'door', 'fresh'].includes(name));
const marks = (): readonly string[] => readdirSync(join(directory, 'fresh'));

test('a tree that was new when the machine stopped is thrown away', () => {
  makeTree('a', 'one');
  openFreshTrees(directory, 'two');
  expect([trees(), marks()]).toEqual([[], []]);
});

test('a tree that was old by then stays', () => {
  makeTree('a', 'one');
  openFreshTrees(directory, 'one', Date.now() + 3_600_000);
  openFreshTrees(directory, 'two');
  expect([trees(), marks()]).toEqual([['a'], []]);
});

test('while the machine runs, everything stays', () => {
  makeTree('a', 'one');
  openFreshTrees(directory, 'one');
  expect([trees(), marks()]).toEqual([['a'], ['a']]);
});

test('a mark without a tree is of no account', () => {
  openFreshTrees(directory, 'one').mark('a');
  openFreshTrees(directory, 'two');
  expect([trees(), marks()]).toEqual([[], []]);
});

/** Another process that opens the same trees. */
function openElsewhere(boot: string): ChildProcess {
  const module = new URL('../../src/snapshot/fresh-trees.ts', import.meta.url).href;
  const script = `(await import(${JSON.stringify(module)})).openFreshTrees(${JSON.stringify(directory)}, '${boot}');`;
  return spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], { stdio: 'inherit' });
}

function hasOpen(pid: number, path: string): boolean {
  const descriptors = `/proc/${pid}/fd`;
  return readdirSync(descriptors).some((fd) => {
    try {
      return readlinkSync(join(descriptors, fd)) === path;
    } catch {
      return false;
    }
  });
}

test('two first sessions at a time: the second takes nothing for old that the first makes', async () => {
  mkdirSync(join(directory, 'fresh'));
  const path = join(directory, 'door');
  const door = lockFile(path);
  const second = openElsewhere('one');
  const ended = once(second, 'exit');
  await expect.poll(() => hasOpen(second.pid as number, path), { timeout: 10_000 }).toBe(true);
  expect(second.exitCode).toBeNull();
  writeFileSync(join(directory, 'boot'), 'one');
  writeFileSync(join(directory, 'fresh', 'a'), '');
  mkdirSync(join(directory, 'a'));
  closeSync(door);
  expect(await ended).toEqual([0, null]);
  expect(trees()).toEqual(['a']);
});
