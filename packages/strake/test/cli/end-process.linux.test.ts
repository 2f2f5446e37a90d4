import { spawnSync } from 'node:child_process';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

/** What `script` prints with the CLI as `$CLI`, and what it ends with. */
function shell(script: string, env: Readonly<Record<string, string>> = {}) {
  const given = { PATH: process.env['PATH'], CLI: `${process.execPath} ${MAIN}`, ...env };
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script], { encoding: 'utf8', env: given });
  return { stdout, stderr, status };
}

test.each([
  ['--version', 0],
  ['build --no-such', 2],
  ['lint /nowhere', 4],
])('strake %s ends with its code', (args, status) => {
  expect(shell(`$CLI ${args}`).status).toBe(status);
});

test('pipes that others write to block as before', () => {
  const flags = 'grep flags /proc/self/fdinfo/1; grep flags /proc/self/fdinfo/2 >&2';
  const plain = shell(`(${flags}) 2> >(cat >&2) | cat`);
  expect(shell(`($CLI --version >/dev/null; $CLI --version; ${flags}) 2> >(cat >&2) | grep flags`)).toEqual(plain);
});

test('where Node writes something at its end, it has its end', () => {
  using directory = mkdtempDisposableSync(join(tmpdir(), 'strake-end-'));
  expect(shell(`$CLI --version; ls ${directory.path}`, { NODE_V8_COVERAGE: directory.path }).stdout).toMatch(
    /coverage-.*json/,
  );
});
