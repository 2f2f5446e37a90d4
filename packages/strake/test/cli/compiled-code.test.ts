import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const CLI = join(import.meta.dirname, '../../bin/strake.js');
const cache = mkdtempSync(join(tmpdir(), 'strake-code-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

function start(): readonly string[] {
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  expect(spawnSync(process.execPath, [CLI, '--version'], { env, encoding: 'utf8' })).toMatchObject({ status: 0 });
  return readdirSync(join(cache, 'strake/code'));
}

test('compiled code of other versions is kept of the newest only, and cleared where there is one more', () => {
  const [own = ''] = start();
  expect(own).toMatch(/^\d+\.\d+\.\d+-.*strake$/);
  const others = Array.from({ length: 40 }, (_, i) => `0.0.${i}`);
  for (const [i, name] of others.entries()) {
    const directory = join(cache, 'strake/code', name);
    mkdirSync(join(directory, 'v24'), { recursive: true });
    utimesSync(directory, i, i);
  }
  expect(start()).toHaveLength(41);
  rmSync(join(cache, 'strake/code', own), { recursive: true });
  expect([...start()].sort()).toEqual([...others.slice(-31), own].sort());
});

/** What lies in the directory of the code after a start, where something is around it already. */
function after(prepare: (around: string) => void): readonly string[] {
  const around = mkdtempSync(join(cache, 'around-'));
  prepare(join(around, 'strake'));
  const env = { ...process.env, XDG_CACHE_HOME: around };
  expect(spawnSync(process.execPath, [CLI, '--version'], { env, encoding: 'utf8' })).toMatchObject({ status: 0 });
  return existsSync(join(around, 'strake/code')) ? readdirSync(join(around, 'strake/code')) : [];
}

test('no compiled code is taken from where others may put it', () => {
  expect(after((directory) => mkdirSync(directory))).toHaveLength(1);
  const open = (directory: string): void => {
    mkdirSync(directory);
    chmodSync(directory, 0o777);
  };
  expect(after(open)).toEqual([]);
  const behindLink = (directory: string): void => {
    open(`${directory}-elsewhere`);
    mkdirSync(`${directory}-elsewhere/code`);
    symlinkSync(`${directory}-elsewhere`, directory);
  };
  expect(after(behindLink)).toEqual([]);
});

test('what a link leads to that others may have put there is left alone', () => {
  const target = mkdtempSync(join(cache, 'target-'));
  const names = Array.from({ length: 40 }, (_, i) => `0.0.${i}`);
  for (const name of names) mkdirSync(join(target, name));
  const planted = (directory: string): void => {
    mkdirSync(directory);
    symlinkSync(target, join(directory, 'code'));
    chmodSync(directory, 0o777);
  };
  expect(after(planted).toSorted()).toEqual(names.toSorted());
});
