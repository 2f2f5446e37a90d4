import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SandboxError } from '../error.ts';
import { claimGroup, removeGroup, removeUnclaimed } from './claim-group.ts';
import type { ControlGroup, ControlGroups, GroupPlan } from './control-group.ts';
import { controllersOf, parseMembership, planLegacy, planUnified, upwards } from './plan.ts';
import type { RunLimits } from './run-limits.ts';

const CGROUP2_MAGIC = 0x63677270;
const PREFIX = 'strake-';
/** Tries of 5 ms to remove a group whose processes are being killed. */
const TRIES = 200;

/**
 * Control groups below the jail's own, in the file system mounted at `mount`. Throws `LIMITS_UNAVAILABLE` where this user
 * may not make any.
 */
export function openControlGroups(mount: string, limits: RunLimits): ControlGroups {
  const membership = parseMembership(readFileSync('/proc/self/cgroup', 'utf8'));
  const plan = isUnified(mount)
    ? unifiedPlan(mount, membership.get('') ?? '/', limits)
    : (name: string) => planLegacy((controller) => legacyDirectory(mount, controller, membership, name), limits);
  const places = attempt(() => plan('').map(({ directory }) => relative(mount, dirname(directory))));
  attempt(() => sweepControlGroups(mount, places));
  return { places, create: (name) => attempt(() => createGroup(plan(PREFIX + name))) };
}

function isUnified(mount: string): boolean {
  return statfsSync(mount).type === CGROUP2_MAGIC;
}

/** The nearest directory above in which groups can be made and the controllers be had. */
function unifiedPlan(mount: string, own: string, limits: RunLimits): (name: string) => readonly GroupPlan[] {
  const wanted = controllersOf(limits);
  const base = upwards(mount, own).find((directory) => canHold(directory, wanted));
  if (base === undefined) throw unavailable('no control group of this user has the controllers');
  return (name) => planUnified(join(base, name || PREFIX), limits);
}

function canHold(directory: string, wanted: readonly string[]): boolean {
  try {
    const file = join(directory, 'cgroup.subtree_control');
    const missing = wanted.filter((name) => !readFileSync(file, 'utf8').trim().split(' ').includes(name));
    if (missing.length > 0) writeFileSync(file, missing.map((name) => `+${name}`).join(' '));
    const trial = join(directory, `${PREFIX}trial-${randomUUID()}`);
    mkdirSync(trial);
    // Somebody who sweeps may have been faster.
    removeGroup(trial);
    return true;
  } catch {
    return false;
  }
}

function legacyDirectory(
  mount: string,
  controller: string,
  membership: ReadonlyMap<string, string>,
  name: string,
): string {
  const directory = join(mount, controller, membership.get(controller) ?? '/');
  const base = existsSync(directory) ? directory : join(mount, controller);
  if (!existsSync(base)) throw unavailable(`there is no controller ${controller}`);
  return join(base, name || PREFIX);
}

/** Removes groups of dead sessions in `places`: one that is held or has processes in it does not go. */
export function sweepControlGroups(mount: string, places: readonly string[]): void {
  for (const place of places) {
    const base = join(mount, place);
    if (!existsSync(base)) continue;
    for (const name of readdirSync(base)) if (name.startsWith(PREFIX)) removeUnclaimed(join(base, name));
  }
}

function createGroup(plans: readonly GroupPlan[]): ControlGroup {
  const directories = plans.map(({ directory }) => directory);
  const claims = new Map<string, number>();
  const letGo = (directory: string): void => {
    const claim = claims.get(directory);
    if (claims.delete(directory) && claim !== undefined) closeSync(claim);
  };
  try {
    for (const plan of plans) {
      claims.set(plan.directory, claimGroup(plan.directory));
      writeSettings(plan);
    }
  } catch (error) {
    for (const directory of [...claims.keys()]) {
      removeGroup(directory);
      letGo(directory);
    }
    throw error;
  }
  return {
    entrances: directories.map((directory) => join(directory, 'cgroup.procs')),
    oomKilled: () => directories.some((directory) => killsIn(directory) > 0),
    async remove() {
      for (const directory of directories) {
        for (let tries = 0; tries < TRIES && !removeGroup(directory); tries += 1) await sleep(5);
        letGo(directory);
      }
    },
  };
}

function writeSettings({ directory, settings }: GroupPlan): void {
  for (const { file, value, optional } of settings) {
    const path = join(directory, file);
    if (optional && !existsSync(path)) continue;
    writeFileSync(path, value);
  }
}

/** `oom_kill N` of `memory.events` (version 2) or `memory.oom_control` (version 1). */
function killsIn(directory: string): number {
  for (const file of ['memory.events', 'memory.oom_control']) {
    const path = join(directory, file);
    if (existsSync(path)) return Number(/^oom_kill (\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 0);
  }
  return 0;
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SandboxError ? error : unavailable(error instanceof Error ? error.message : String(error));
  }
}

function unavailable(reason: string): SandboxError {
  return new SandboxError('LIMITS_UNAVAILABLE', `memory, CPUs and processes cannot be limited here: ${reason}`, {
    hint: 'limits need a control group that this user may divide: be root, or start with systemd-run --user --scope -p Delegate=yes',
  });
}
