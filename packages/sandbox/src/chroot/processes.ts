import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { reap } from '../syscalls/process.ts';

/** Milliseconds between looks at processes that are being killed. */
const PAUSE = 2;

/** Kills everything that descends from this process, and whatever that starts meanwhile. */
export async function killDescendants(): Promise<void> {
  for (;;) {
    const left = descendantsOf(process.pid);
    for (const pid of left) kill(pid);
    reap();
    if (left.length === 0) return;
    await sleep(PAUSE);
  }
}

/** Kills every process whose root or working directory is in `directory`, as far as this user may look. */
export async function killInside(directory: string): Promise<void> {
  for (let left = processesInside(directory); left.length > 0; left = processesInside(directory)) {
    for (const pid of left) kill(pid);
    await sleep(PAUSE);
  }
}

function processesInside(directory: string): readonly number[] {
  const inside = (path: string): boolean => path === directory || path.startsWith(`${directory}/`);
  return pids().filter((pid) => ['root', 'cwd'].some((name) => inside(linkOf(`/proc/${pid}/${name}`))));
}

/** Those that still run, children before their own. */
function descendantsOf(ancestor: number): readonly number[] {
  const children = new Map<number, number[]>();
  const alive = new Set<number>();
  for (const pid of pids()) {
    // proc(5): the name in parentheses may hold anything; then the state and the parent.
    const [state = '', parent = ''] = textOf(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ');
    if (state !== 'Z' && state !== '') alive.add(pid);
    children.set(Number(parent), [...(children.get(Number(parent)) ?? []), pid]);
  }
  const found: number[] = [];
  const walk = (pid: number): void => {
    for (const child of children.get(pid) ?? []) {
      if (alive.has(child)) found.push(child);
      walk(child);
    }
  };
  walk(ancestor);
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
