import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CAPABILITIES, CAPABILITIES } from '../runtime/capabilities.ts';
import type { Job, Runtime } from '../runtime/job.ts';
import { bind, detach, MountFlag, restrictTree } from '../syscalls/mount.ts';

/** Milliseconds after which a runtime that does not answer counts as broken. */
const PATIENCE = 10_000;

/**
 * Runs a command on a read-only view of the host's own files and looks at what it was given. Gives the reason why the
 * runtime must not be used, or nothing.
 */
export async function probeRuntime(runtime: Runtime, directory: string): Promise<string | undefined> {
  const root = join(directory, 'probe');
  mkdirSync(root, { recursive: true });
  bind('/', root);
  try {
    restrictTree(root, MountFlag.readonly);
    const { code, text } = await runProbe(runtime, probeJob(root));
    return code === 0 ? judge(text, inherited(runtime)) : `exit code ${code}: ${text.trim().slice(-300)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    detach(root);
  }
}

function probeJob(rootfs: string): Job {
  return {
    id: 'probe',
    rootfs,
    args: ['/bin/sh', '-c', 'while read -r line; do echo "$line"; done </proc/self/status'],
    env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    cwd: '/',
    uid: 0,
    gid: 0,
    groups: [0],
    hostname: 'probe',
    network: 'none',
    insecure: false,
    mounts: [],
    limits: [],
    shmSize: 1024 * 1024,
  };
}

async function runProbe(runtime: Runtime, job: Job): Promise<{ readonly code: number; readonly text: string }> {
  const running = runtime.start(job);
  const timer = setTimeout(() => running.kill(), PATIENCE);
  let text = '';
  const whole = [running.stdout, running.stderr].map((stream) => {
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    return once(stream, 'close');
  });
  try {
    const [{ code, complaint = '' }] = await Promise.all([running.exited, ...whole]);
    return { code, text: text + complaint };
  } finally {
    clearTimeout(timer);
  }
}

/** How many filters a command has that are not its own: this process may have some too. */
function inherited({ sharedFilters = 0 }: Runtime): number {
  return Number(fieldOf(readFileSync('/proc/self/status', 'utf8'), FILTERS)) + sharedFilters;
}

/** Absent before Linux 5.9. */
const FILTERS = 'Seccomp_filters';

function fieldOf(status: string, name: string): string {
  return new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
}

function judge(status: string, inherited: number): string | undefined {
  const field = (name: string): string => fieldOf(status, name);
  const filters = field(FILTERS);
  if (field('Seccomp') !== '2' || (filters !== '' && Number(filters) <= inherited))
    return 'it runs commands without the system call filter';
  const wanted = DEFAULT_CAPABILITIES.reduce((sum, name) => sum | (1n << BigInt(CAPABILITIES[name])), 0n);
  // Without new privileges nothing is gained by exec: then what it has is the bound.
  const bound = field(field('NoNewPrivs') === '1' ? 'CapPrm' : 'CapBnd');
  const surplus = BigInt(`0x${bound || '0'}`) & ~wanted;
  return surplus === 0n ? undefined : `it leaves capabilities ${bound} to commands`;
}
