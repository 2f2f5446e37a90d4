import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RuntimeProcess, startRuntime, startWaitingRuntime } from '../../src/runtime/oci/runtime-process.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-runtime-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Stands for a runtime that reads its configuration `times` times. */
function program(times: number): Parameters<typeof startWaitingRuntime>[0] {
  const file = join(directory, 'runtime');
  writeFileSync(file, `#!/bin/sh\n${'cat config.json\n'.repeat(times)}`, { mode: 0o755 });
  return { name: 'crun', program: file, state: directory };
}

const bundle = (): string => join(directory, 'bundle');

async function said({ stdout, ended }: RuntimeProcess): Promise<string> {
  const [words, code] = await Promise.all([text(stdout.readable), ended]);
  return `${words} ${code}`;
}

test.each([1, 2, 3])('a runtime that waits reads what it is told, %i times', async (times) => {
  const waiting = startWaitingRuntime(program(times), bundle());
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(waiting.configure('{}')).toBe(true);
  expect(await said(waiting)).toBe(`${'{}'.repeat(times)} 0`);
});

test('a runtime may be told before it has come to wait', async () => {
  const waiting = startWaitingRuntime(program(2), bundle());
  expect(waiting.configure('{}')).toBe(true);
  expect(await said(waiting)).toBe('{}{} 0');
});

test('what does not fit into the pipe is refused', async () => {
  const waiting = startWaitingRuntime(program(1), bundle());
  expect(waiting.configure('x'.repeat(1024 * 1024))).toBe(false);
  waiting.discard();
  expect(await waiting.ended).toBe(137);
  expect(readdirSync(directory)).toEqual(['runtime']);
});

test('one that is gone is told nothing', async () => {
  const waiting = startWaitingRuntime(program(1), bundle());
  waiting.kill();
  await waiting.ended;
  expect(waiting.configure('{}')).toBe(false);
});

test('a runtime that is not started ahead', async () => {
  const started = startRuntime(program(2), bundle(), 'x'.repeat(100_000), { input: false });
  expect(await said(started)).toHaveLength(200_000 + ' 0'.length);
  started.remove();
  expect(readdirSync(directory)).toEqual(['runtime']);
});
