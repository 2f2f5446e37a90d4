import { expect, test } from 'vitest';
import { parseMembership, planLegacy, planUnified, upwards } from '../../src/limits/plan.ts';

const LIMITS = { memory: 1000, cpus: 1.5, pids: 7 };

test('version 2: one directory', () => {
  expect(planUnified('/g', LIMITS)).toEqual([
    {
      directory: '/g',
      settings: [
        { file: 'memory.max', value: '1000' },
        { file: 'memory.swap.max', value: '0', optional: true },
        { file: 'cpu.max', value: '150000 100000' },
        { file: 'pids.max', value: '7' },
      ],
    },
  ]);
});

test('version 1: a directory per controller that is needed', () => {
  const plans = planLegacy((controller) => `/${controller}/g`, LIMITS);
  expect(plans.map(({ directory }) => directory)).toEqual(['/memory/g', '/cpu/g', '/pids/g']);
  expect(planLegacy(() => '/g', { pids: 1 })).toHaveLength(1);
});

test('membership, of both versions', () => {
  const text = '4:memory:/user/a\n3:cpu,cpuacct:/\n1:name=systemd:/x:y\n0::/user.slice/b\n';
  expect([...parseMembership(text)]).toEqual([
    ['memory', '/user/a'],
    ['cpu', '/'],
    ['cpuacct', '/'],
    ['name=systemd', '/x:y'],
    ['', '/user.slice/b'],
  ]);
});

test('upwards ends at the root', () => {
  expect(upwards('/m', '/a/b')).toEqual(['/m/a/b', '/m/a', '/m']);
  expect(upwards('/m', '/')).toEqual(['/m']);
});
