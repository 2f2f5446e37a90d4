import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BESIDE_WORKER } from '../../src/jail/first-worker.ts';

const WORKER = join(import.meta.dirname, '../../src/jail/worker-main.ts');

/** In place of a jail: tells the worker's id and whether their pipes lead to each other, and whether there is input. Ends with 7. */
const JAIL = `
const { readFileSync, readlinkSync } = require('node:fs');
const id = Number(process.env.STRAKE_FIRST_WORKER ?? 0);
const same = (own, its) => id > 0 && readlinkSync('/proc/self/fd/' + own) === readlinkSync('/proc/' + id + '/fd/' + its);
console.log(JSON.stringify({ id, receives: same(6, 4), sends: same(7, 3), input: readFileSync(0, 'utf8') }));
process.exitCode = 7;
`;

function run(around: readonly string[]): { readonly status: number | null; readonly told: Record<string, unknown> } {
  const args = ['/bin/sh', '-c', BESIDE_WORKER, 'first', WORKER, process.execPath, '-e', JAIL];
  const [program = '', ...rest] = [...around, ...args];
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8', input: 'nobody reads this' });
  expect(stderr).toBe('');
  return { status, told: JSON.parse(stdout) as Record<string, unknown> };
}

test('a jail starts with a worker and a pipe each way, and with nothing to read; the worker ends after it', async () => {
  const { status, told } = run([]);
  expect({ status, told }).toMatchObject({ status: 7, told: { receives: true, sends: true, input: '' } });
  const process = `/proc/${Number(told['id'])}`;
  for (let waited = 0; existsSync(process) && waited < 100; waited++) await sleep(50);
  expect(existsSync(process)).toBe(false);
});

test('without /proc a jail starts alone', () => {
  const hidden = ['sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh'];
  const { status, told } = run(['unshare', '--user', '--map-root-user', '--mount', ...hidden]);
  expect({ status, told }).toMatchObject({ status: 7, told: { id: 0, input: '' } });
});
