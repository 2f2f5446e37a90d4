import { readFileSync, readlinkSync } from 'node:fs';
import { uptime } from 'node:os';

/** Names a process for as long as the machine runs: `PID-START-NAMESPACE`, digits only. */
export function ownMark(): string {
  return `${process.pid}-${startTime(process.pid) ?? 0}-${pidNamespace()}`;
}

/**
 * Whether the process that `mark` names is gone for certain. `undefined` when nobody can tell from here: it belongs to
 * another process namespace, or the mark is none.
 */
export function isGone(mark: string): boolean | undefined {
  const [pid, start, namespace] = /^(\d+)-(\d+)-(\d+)$/.exec(mark)?.slice(1).map(Number) ?? [];
  if (pid === undefined || namespace !== pidNamespace()) return undefined;
  const running = startTime(pid);
  if (running !== undefined) return start !== running;
  return !answers(pid);
}

/** Names the time since the machine was started; the same for all its processes. */
export function bootMark(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return `time-${Math.round(Date.now() / 1000 - uptime())}`;
  }
}

/** Whether both marks mean the same start of the machine. Times of start wander by some seconds as clocks are set. */
export function sameBoot(a: string, b: string): boolean {
  const [from, to] = [a, b].map((mark) => /^time-(\d+)$/.exec(mark)?.[1]);
  return a === b || (from !== undefined && to !== undefined && Math.abs(Number(from) - Number(to)) <= 30);
}

/** Field 22 of proc(5)'s stat: clock ticks after boot. */
function startTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}

function pidNamespace(): number {
  try {
    return Number(/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? 0);
  } catch {
    return 0;
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
