import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
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
