import { join } from 'node:path';
import type { GroupPlan } from './control-group.ts';
import type { RunLimits } from './run-limits.ts';

/** Microseconds over which CPU time is shared out. */
const PERIOD = 100_000;

/** The controllers that limits need. */
export function controllersOf({ memory, cpus, pids }: RunLimits): readonly string[] {
  return [
    ...(memory === undefined ? [] : ['memory']),
    ...(cpus === undefined ? [] : ['cpu']),
    ...(pids === undefined ? [] : ['pids']),
  ];
}

/** Version 2 (kernel: cgroup-v2.rst): one directory. */
export function planUnified(directory: string, { memory, cpus, pids }: RunLimits): readonly GroupPlan[] {
  const settings = [
    ...(memory === undefined
      ? []
      : [
          { file: 'memory.max', value: String(memory) },
          { file: 'memory.swap.max', value: '0', optional: true as const },
        ]),
    ...(cpus === undefined ? [] : [{ file: 'cpu.max', value: `${Math.round(cpus * PERIOD)} ${PERIOD}` }]),
    ...(pids === undefined ? [] : [{ file: 'pids.max', value: String(pids) }]),
  ];
  return [{ directory, settings }];
}

/** Version 1 (kernel: cgroup-v1): a directory per controller. `directoryOf` gives it. */
export function planLegacy(
  directoryOf: (controller: string) => string,
  { memory, cpus, pids }: RunLimits,
): readonly GroupPlan[] {
  const plans: GroupPlan[] = [];
  if (memory !== undefined) {
    const value = String(memory);
    const settings = [
      { file: 'memory.limit_in_bytes', value },
      { file: 'memory.memsw.limit_in_bytes', value, optional: true as const },
    ];
    plans.push({ directory: directoryOf('memory'), settings });
  }
  if (cpus !== undefined) {
    const settings = [
      { file: 'cpu.cfs_period_us', value: String(PERIOD) },
      { file: 'cpu.cfs_quota_us', value: String(Math.round(cpus * PERIOD)) },
    ];
    plans.push({ directory: directoryOf('cpu'), settings });
  }
  if (pids !== undefined) {
    plans.push({ directory: directoryOf('pids'), settings: [{ file: 'pids.max', value: String(pids) }] });
  }
  return plans;
}

/** Paths of a process's groups by controller (proc(5), cgroups(7)); version 2 has the name `''`. */
export function parseMembership(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, names = '', path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
      return path === undefined ? [] : names.split(',').map((name) => [name, path] as const);
    }),
  );
}

/** A directory and all above it up to `root`, nearest first. */
export function upwards(root: string, path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '');
  return Array.from({ length: names.length + 1 }, (_, up) => join(root, ...names.slice(0, names.length - up)));
}
