import { confinePath, type EntryPath, isWithin } from '@strake/oci';
import { SandboxError } from '../../error.ts';
import { capabilitiesOf } from '../capabilities.ts';
import type { Job, JobMount } from '../job.ts';
import { DEVICE_LINKS, MASKED_PATHS, READONLY_PATHS } from '../system-mounts.ts';

/** What bwrap is told beside the job. */
export interface BubblewrapOptions {
  /** A read-only view of the host's /sys. */
  readonly hostSys: string;
  /** What a path of the host is. */
  readonly kindOf: (path: string) => 'directory' | 'file' | 'device' | undefined;
}

/** Descriptors of bwrap: its options, the system call filter, and what it says of its child. */
export const OPTIONS_FD = 3;
const FILTER_FD = 4;
const STATUS_FD = 5;

/**
 * The options of bwrap(1) for `job`, whose mounts outside of /dev are in its root file system already: bwrap follows
 * links of the image, also into the host's root that it still has then.
 */
export function bubblewrapOptions(job: Job, options: BubblewrapOptions): readonly string[] {
  return [
    ...['--die-with-parent', '--as-pid-1', '--new-session', '--unshare-pid', '--unshare-ipc', '--unshare-uts'],
    ...['--hostname', job.hostname, '--json-status-fd', String(STATUS_FD)],
    ...(job.network === 'none' ? ['--unshare-net'] : []),
    ...['--bind', job.rootfs, '/'],
    ...['--proc', '/proc', '--dev', '/dev', ...dirsInDev(job), '--ro-bind', options.hostSys, '/sys'],
    ...job.mounts.filter(isInDev).flatMap((mount) => mountInDev(mount, job, options)),
    ...(job.insecure ? [] : protect(options)),
    ...(job.readonlyRoot ? ['--remount-ro', '/'] : []),
    ...['--cap-drop', 'ALL', ...capabilitiesOf(job).flatMap((name) => ['--cap-add', name])],
    ...(job.insecure ? [] : ['--seccomp', String(FILTER_FD)]),
    ...['--clearenv', ...job.env.flatMap(setVariable), '--chdir', job.cwd],
  ];
}

/** What the system mounts in /dev, beside what bwrap does by itself. */
function dirsInDev(job: Job): readonly string[] {
  const own = new Set(job.mounts.map(({ target }) => confinePath(target)));
  const shm = ['--perms', '1777', '--size', String(job.shmSize), '--tmpfs', '/dev/shm'];
  return [...(own.has('dev/shm') ? [] : shm), ...(own.has('dev/mqueue') ? [] : ['--mqueue', '/dev/mqueue'])];
}

/** Whether a mount lies in the directory that bwrap makes anew. Throws where it lies in /proc or /sys. */
export function isInDev({ target }: JobMount): boolean {
  const path = confinePath(target);
  for (const system of ['proc', 'sys']) {
    if (!isWithin(path, system)) continue;
    throw new SandboxError('DRIVER_LIMIT', `bwrap cannot mount onto /${path}`, {
      hint: 'choose another driver: --driver unshare',
    });
  }
  return isWithin(path, 'dev');
}

/** Links that bwrap puts into /dev, and others inside of what is mounted there: it would follow them out of the root. */
const LINKS: ReadonlySet<string> = new Set(
  ['core', ...DEVICE_LINKS.map(([name]) => name)].map((name) => `dev/${name}`),
);

function refuseBehindLinks(path: EntryPath, mounts: readonly JobMount[]): void {
  const inside = ({ kind, target }: JobMount): boolean =>
    kind === 'bind' && confinePath(target) !== path && isWithin(path, confinePath(target));
  if (!LINKS.has(path.split('/', 2).join('/')) && !mounts.filter(isInDev).some(inside)) return;
  throw new SandboxError('DRIVER_LIMIT', `bwrap cannot mount onto /${path}, which a link may lead to`, {
    hint: 'choose another driver: --driver unshare',
  });
}

function mountInDev(mount: JobMount, { mounts }: Job, { kindOf }: BubblewrapOptions): readonly string[] {
  const path = confinePath(mount.target);
  refuseBehindLinks(path, mounts);
  const target = `/${path}`;
  if (mount.kind === 'bind' && kindOf(mount.source) === 'device') return ['--dev-bind', mount.source, target];
  if (mount.kind === 'bind') return [mount.flags.includes('ro') ? '--ro-bind' : '--bind', mount.source, target];
  const size = mount.size === undefined ? [] : ['--size', String(mount.size)];
  const frozen = mount.readonly ? ['--remount-ro', target] : [];
  return ['--perms', mount.mode.toString(8), ...size, '--tmpfs', target, ...frozen];
}

/** Freezes what must not be written, and covers what must not be read. */
function protect({ kindOf }: BubblewrapOptions): readonly string[] {
  const frozen = READONLY_PATHS.filter((path) => kindOf(path) !== undefined);
  return [
    ...frozen.flatMap((path) => ['--ro-bind', path, path]),
    ...MASKED_PATHS.flatMap((path) => {
      const kind = kindOf(path);
      if (kind === undefined) return [];
      if (kind === 'directory') return ['--perms', '0555', '--tmpfs', path, '--remount-ro', path];
      return ['--ro-bind', '/dev/null', path];
    }),
  ];
}

function setVariable(variable: string): readonly string[] {
  const at = variable.indexOf('=');
  return at < 1 ? [] : ['--setenv', variable.slice(0, at), variable.slice(at + 1)];
}
