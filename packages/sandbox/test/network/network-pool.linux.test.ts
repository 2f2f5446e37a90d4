import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NETWORK_TOOLS } from '../../src/network/isolated-network.ts';
import { createNetworkPool, type NetworkPool } from '../../src/network/network-pool.ts';

let directory = '';
let program = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-networks-'));
  program = `${directory}.tool`;
  writeFileSync(program, '#!/bin/sh\nexec sleep 31557601\n');
  chmodSync(program, 0o755);
});
afterEach(() => {
  for (const path of [directory, program]) rmSync(path, { recursive: true, force: true });
});

const mounted = (): boolean => readFileSync('/proc/self/mountinfo', 'utf8').includes(directory);
const runs = (): boolean => execFileSync('ps', ['axo', 'args'], { encoding: 'utf8' }).includes('sleep 31557601');

async function check(pool: NetworkPool): Promise<void> {
  await pool.close();
  expect(mounted()).toBe(false);
  expect(readdirSync(directory)).toEqual([]);
  expect(runs()).toBe(false);
}

test.each(NETWORK_TOOLS)('a network of %s in the making goes with its pool', async (name) => {
  await check(createNetworkPool({ name, program }, directory));
});

test.each(NETWORK_TOOLS)('also when %s does not answer', async (name) => {
  const pool = createNetworkPool({ name, program }, directory);
  await vi.waitFor(() => expect(mounted() && runs()).toBe(true), 10_000);
  await check(pool);
});

test.each(NETWORK_TOOLS)('a network of %s is made when it is asked for, where none is wanted ahead', async (name) => {
  const pool = createNetworkPool({ name, program }, directory, { ahead: false });
  await setTimeout(300);
  expect([mounted(), runs(), readdirSync(directory)]).toEqual([false, false, []]);
  const asked = pool.acquire([]).catch(() => undefined);
  await vi.waitFor(() => expect(mounted() && runs()).toBe(true), 10_000);
  await check(pool);
  await asked;
});
