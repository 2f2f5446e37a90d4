import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openControlGroups } from '../../src/limits/open-control-groups.ts';

const CGROUP2_MAGIC = 0x63677270;
/** Where version 2 is mounted: alone, or beside version 1. */
const MOUNT = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find(
  (path) => existsSync(path) && statfsSync(path).type === CGROUP2_MAGIC,
);
const asRoot = process.getuid?.() === 0 && MOUNT !== undefined;

test('version 2: a group takes processes, and goes when they have gone', async () => {
  if (!asRoot) return;
  const group = openControlGroups(MOUNT, {}).create(`test-${process.pid}`);
  const [entrance = ''] = group.entrances;
  const child = spawn('sleep', ['1000']);
  const ended = once(child, 'close');
  try {
    writeFileSync(entrance, String(child.pid));
    expect(readFileSync(entrance, 'utf8')).toBe(`${child.pid}\n`);
    expect(group.oomKilled()).toBe(false);
    setTimeout(() => child.kill('SIGKILL'), 50);
    await group.remove();
    expect(existsSync(dirname(entrance))).toBe(false);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
});

test('version 2: groups of dead sessions are swept, those of others not, though they are empty', async () => {
  if (!asRoot) return;
  const group = openControlGroups(MOUNT, {}).create(`live-${process.pid}`);
  const [entrance = ''] = group.entrances;
  const dead = join(dirname(dirname(entrance)), `strake-dead-${process.pid}`);
  mkdirSync(dead);
  openControlGroups(MOUNT, {});
  expect([existsSync(dead), existsSync(entrance)]).toEqual([false, true]);
  await group.remove();
  expect(existsSync(entrance)).toBe(false);
});

test('version 2: controllers that it does not have are an error', () => {
  if (!asRoot || readFileSync(`${MOUNT}/cgroup.controllers`, 'utf8').split(/\s+/).includes('memory')) return;
  expect(() => openControlGroups(MOUNT, { memory: 1024 * 1024 })).toThrow(
    expect.objectContaining({ code: 'LIMITS_UNAVAILABLE' }),
  );
});
