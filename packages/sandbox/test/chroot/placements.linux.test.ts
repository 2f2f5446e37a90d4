import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeMounts } from '../../src/chroot/placements.ts';
import type { JobMount } from '../../src/runtime/job.ts';

let place = '';
let root = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'strake-place-'));
  root = join(place, 'root');
  for (const path of ['', 'etc', 'outside']) mkdirSync(join(root, path), { recursive: true });
  mkdirSync(join(place, 'host'));
  writeFileSync(join(root, 'etc/hosts'), 'own');
  writeFileSync(join(place, 'file'), 'mounted');
  mkdirSync(join(place, 'cache'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const file = (target: string): JobMount => ({
  kind: 'bind',
  source: join(place, 'file'),
  target,
  directory: false,
  flags: [],
});
const cache = (target: string): JobMount => ({
  kind: 'bind',
  source: join(place, 'cache'),
  target,
  directory: true,
  flags: [],
});
const put = (...mounts: readonly JobMount[]): (() => void) => placeMounts(root, mounts, join(place, 'aside'));
const timeOf = (path: string): bigint => lstatSync(join(root, path), { bigint: true }).mtimeNs;

test('what was there comes back, with the times of its parents', () => {
  const before = timeOf('etc');
  const undo = put(file('/etc/hosts'));
  expect(readFileSync(join(root, 'etc/hosts'), 'utf8')).toBe('mounted');
  expect(timeOf('etc')).toBe(before);
  undo();
  expect(readFileSync(join(root, 'etc/hosts'), 'utf8')).toBe('own');
  expect(readFileSync(join(place, 'file'), 'utf8')).toBe('mounted');
  expect([timeOf('etc'), existsSync(join(place, 'aside'))]).toEqual([before, false]);
});

test('parents that were made go, unless a command has put something there', () => {
  const undo = put(file('/made/by/mount'), cache('/kept/by/command'));
  writeFileSync(join(root, 'kept/by/x'), '');
  writeFileSync(join(root, 'kept/by/command/y'), '');
  undo();
  expect([existsSync(join(root, 'made')), existsSync(join(root, 'kept/by/x'))]).toEqual([false, true]);
  expect([existsSync(join(root, 'kept/by/command')), existsSync(join(place, 'cache/y'))]).toEqual([false, true]);
});

test('links of the image stay inside of its root', () => {
  symlinkSync(`/../../../../../../..${place}/host`, join(root, 'link'));
  const undo = put(file('/link/made'));
  expect(existsSync(join(place, 'host/made'))).toBe(false);
  expect(readFileSync(join(root, place, 'host/made'), 'utf8')).toBe('mounted');
  undo();
  expect(existsSync(join(root, place))).toBe(false);
});

test('a parent that a command has replaced by a link leads nowhere (CVE-2024-23652)', () => {
  writeFileSync(join(place, 'host/hosts'), 'of the host');
  const undo = put(file('/etc/hosts'));
  renameSync(join(root, 'etc'), join(root, 'moved'));
  symlinkSync(join(place, 'host'), join(root, 'etc'));
  undo();
  expect(readFileSync(join(place, 'host/hosts'), 'utf8')).toBe('of the host');
  expect(readFileSync(join(root, 'moved/hosts'), 'utf8')).toBe('own');
});

test('a link that a command has left in the place of a cache does not become the cache', () => {
  const undo = put(cache('/c'));
  rmSync(join(root, 'c'), { recursive: true });
  symlinkSync('/etc', join(root, 'c'));
  undo();
  expect(lstatSync(join(place, 'cache')).isDirectory()).toBe(true);
  expect(existsSync(join(root, 'c'))).toBe(false);
});
