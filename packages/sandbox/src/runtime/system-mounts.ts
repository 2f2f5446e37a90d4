import { confinePath } from '@strake/oci';
import type { Job } from './job.ts';

/** A file system that every command sees. Options as in mount(8). */
export interface SystemMount {
  readonly target: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

const HARDENED = ['nosuid', 'noexec', 'nodev'] as const;

export interface SystemMountOptions {
  /** Whether gid 5 exists, the group of terminals. */
  readonly ttyGroup: boolean;
  /** Whether commands see the jail's own /proc: where the kernel lets nobody mount another. */
  readonly sharedProc: boolean;
}

/** What BuildKit mounts, in order, where the job has no mount of its own; `/run` is left as the image has it. */
export function systemMounts(
  { shmSize, mounts }: Pick<Job, 'shmSize' | 'mounts'>,
  { ttyGroup, sharedProc }: SystemMountOptions,
): readonly SystemMount[] {
  const own = new Set(mounts.map(({ target }) => `/${confinePath(target)}`));
  const all: readonly SystemMount[] = [
    sharedProc
      ? { target: '/proc', type: 'bind', source: '/proc', options: ['rbind', ...HARDENED] }
      : { target: '/proc', type: 'proc', source: 'proc', options: [...HARDENED] },
    { target: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
    {
      target: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', ...(ttyGroup ? ['gid=5'] : [])],
    },
    { target: '/dev/shm', type: 'tmpfs', source: 'shm', options: [...HARDENED, 'mode=1777', `size=${shmSize}`] },
    { target: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: [...HARDENED] },
  ];
  return all.filter(({ target }) => !own.has(target));
}

/** Devices of the host that every command may use. */
export const DEVICES: readonly string[] = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];

/** Links in /dev. */
export const DEVICE_LINKS: readonly (readonly [name: string, target: string])[] = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
  ['ptmx', 'pts/ptmx'],
];

/** What nobody may read: Docker's list. */
export const MASKED_PATHS: readonly string[] = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];

/** What nobody may write: Docker's list. */
export const READONLY_PATHS: readonly string[] = [
  '/proc/bus',
  '/proc/fs',
  '/proc/irq',
  '/proc/sys',
  '/proc/sysrq-trigger',
];

/** What must exist to mount onto, in any root file system. */
export const SYSTEM_TARGETS = { directories: ['proc', 'sys', 'dev'], files: ['etc/hosts', 'etc/resolv.conf'] } as const;
