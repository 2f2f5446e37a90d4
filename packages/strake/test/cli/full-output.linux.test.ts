import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

test.each([['--version'], ['--help'], ['build', '--help']])('strake %s fails where its output does', (...args) => {
  const full = openSync('/dev/full', 'w');
  try {
    const ran = spawnSync(process.execPath, [MAIN, ...args], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
    expect(ran.stderr).toContain('error: cannot write to standard output: ENOSPC');
    expect(ran.status).toBe(6);
  } finally {
    closeSync(full);
  }
});
