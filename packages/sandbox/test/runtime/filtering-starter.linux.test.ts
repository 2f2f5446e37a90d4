import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOutputPipe } from '../../src/runtime/output-pipe.ts';
import { createFilteringStarter, type FilteringStarter } from '../../src/runtime/oci/filtering-starter.ts';
import type { RuntimeChild } from '../../src/runtime/oci/runtime-child.ts';
import { syscallAbis } from '../../src/seccomp/abi.ts';
import { compileFilter } from '../../src/seccomp/compile.ts';
import { DEFAULT_PROFILE } from '../../src/seccomp/profile.ts';
import { sharedProfile } from '../../src/seccomp/shared-profile.ts';

let directory: string;
let starter: FilteringStarter;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-starter-'));
  starter = createFilteringStarter(compileFilter(sharedProfile(DEFAULT_PROFILE), syscallAbis()));
});
afterAll(() => {
  starter.end();
  rmSync(directory, { recursive: true });
});

interface Said extends RuntimeChild {
  readonly stdout: Promise<string>;
  readonly stderr: Promise<string>;
}

function start(script: string, by: FilteringStarter = starter): Said {
  return startProgram(['/bin/sh', '-c', script], by);
}

function startProgram(command: readonly string[], by: FilteringStarter): Said {
  const [stdout, stderr] = [createOutputPipe(), createOutputPipe()];
  const env = { PATH: process.env['PATH'] };
  const child = by.start({ command, directory, env, stdout: stdout.write, stderr: stderr.write });
  for (const output of [stdout, stderr]) output.handedOver();
  return { ...child, stdout: text(stdout.readable), stderr: text(stderr.readable) };
}

test('what it starts has the filter, and the thread that asks has none', async () => {
  const script = 'grep ^Seccomp_filters /proc/self/status; grep ^Seccomp_filters /proc/$PPID/status; pwd; exit 3';
  const { stdout, ended, fate } = start(script);
  const own = readFileSync('/proc/self/status', 'utf8');
  const before = /^Seccomp_filters:\t(\d+)$/m.exec(own)?.[1];
  expect(await stdout).toBe(`Seccomp_filters:\t${Number(before) + 1}\nSeccomp_filters:\t${before}\n${directory}\n`);
  expect([await ended, fate()]).toEqual([3, 'exit']);
});

test('both outputs end with it', async () => {
  const { stdout, stderr, ended } = start('echo out; echo err >&2');
  expect(await Promise.all([stdout, stderr, ended])).toEqual(['out\n', 'err\n', 0]);
});

test('it is killed wherever it is', async () => {
  const { ended, fate, kill } = start('sleep 100');
  expect(fate()).toBeUndefined();
  kill();
  expect([await ended, fate()]).toEqual([137, 'signal']);
});

test('many at once', async () => {
  const all = Array.from({ length: 20 }, (_, i) => start(`echo ${i}; exit ${i}`));
  expect(await Promise.all(all.map(({ stdout }) => stdout))).toEqual(all.map((_, i) => `${i}\n`));
  expect(await Promise.all(all.map(({ ended }) => ended))).toEqual(all.map((_, i) => i));
});

test('a program that is not there has not been started', async () => {
  const { ended, stdout } = startProgram(['/no/program'], starter);
  await expect(ended).rejects.toMatchObject({ code: 'RUN_FAILED', message: expect.stringContaining('ENOENT') });
  expect(await stdout).toBe('');
});

test('what is to be killed is killed, also where nothing more is to be started', async () => {
  const other = createFilteringStarter(compileFilter(sharedProfile(DEFAULT_PROFILE), syscallAbis()));
  const { ended, kill } = start('sleep 100', other);
  kill();
  other.end();
  expect(await ended).toBe(137);
});

test('without its thread nothing is started', async () => {
  const other = createFilteringStarter(Uint8Array.of(1, 2, 3));
  const first = start('echo', other);
  await expect(first.ended).rejects.toMatchObject({ code: 'RUN_FAILED' });
  const second = start('echo', other);
  await expect(second.ended).rejects.toMatchObject({ code: 'RUN_FAILED' });
  expect(await second.stdout).toBe('');
});

test('a thread that has ended is not waited for', async () => {
  const other = createFilteringStarter(compileFilter(sharedProfile(DEFAULT_PROFILE), syscallAbis()));
  expect(await start('exit 1', other).ended).toBe(1);
  other.end();
  for (const _ of [1, 2]) {
    await expect(start('exit 1', other).ended).rejects.toThrow('the thread that starts it has ended');
  }
});
