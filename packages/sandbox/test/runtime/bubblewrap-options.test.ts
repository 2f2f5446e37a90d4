import { expect, test } from 'vitest';
import { bubblewrapOptions, isInDev } from '../../src/runtime/bubblewrap/arguments.ts';
import type { Job, JobMount } from '../../src/runtime/job.ts';

const JOB: Job = {
  id: 'j',
  rootfs: '/root-fs',
  args: ['/bin/true'],
  env: ['A=b=c', 'EMPTY=', 'NOTHING'],
  cwd: '/w',
  uid: 0,
  gid: 0,
  groups: [0],
  hostname: 'h',
  network: 'none',
  insecure: false,
  mounts: [],
  limits: [],
  shmSize: 4096,
};
const OPTIONS = { hostSys: '/view', kindOf: (path: string) => (path === '/proc/acpi' ? 'directory' : 'file') } as const;

function check(change: Partial<Job>, expected: readonly (readonly string[])[], absent: readonly string[] = []): void {
  const options = bubblewrapOptions({ ...JOB, ...change }, OPTIONS);
  const text = ` ${options.join(' ')} `;
  for (const part of expected) expect(text).toContain(` ${part.join(' ')} `);
  for (const word of absent) expect(options).not.toContain(word);
}

test.each<[string, Partial<Job>, readonly (readonly string[])[], (readonly string[])?]>([
  ['isolates', {}, [['--die-with-parent'], ['--unshare-net'], ['--seccomp', '4'], ['--bind', '/root-fs', '/']]],
  [
    'masks',
    {},
    [
      ['--ro-bind', '/dev/null', '/proc/kcore'],
      ['--tmpfs', '/proc/acpi', '--remount-ro', '/proc/acpi'],
    ],
  ],
  [
    'sets variables',
    {},
    [['--clearenv', '--setenv', 'A', 'b=c', '--setenv', 'EMPTY', '', '--chdir', '/w']],
    ['NOTHING'],
  ],
  ["gives Docker's capabilities", {}, [['--cap-drop', 'ALL', '--cap-add', 'CAP_CHOWN']], ['CAP_SYS_ADMIN']],
  ['shares the network', { network: 'host' }, [], ['--unshare-net']],
  ['is insecure', { insecure: true }, [['--cap-add', 'CAP_SYS_ADMIN']], ['--seccomp', '/proc/kcore']],
  ['sizes shared memory', {}, [['--perms', '1777', '--size', '4096', '--tmpfs', '/dev/shm']]],
  [
    'mounts in /dev itself, and nothing else',
    {
      mounts: [
        { kind: 'bind', source: '/s', target: '/dev/x', directory: false, flags: ['ro'] },
        { kind: 'tmpfs', target: '/dev/t', mode: 0o700, size: 9 },
        { kind: 'bind', source: '/elsewhere', target: '/e', directory: false, flags: [] },
      ],
    },
    [['--ro-bind', '/s', '/dev/x', '--perms', '700', '--size', '9', '--tmpfs', '/dev/t']],
    ['/elsewhere'],
  ],
])('%s', (_, change, expected, absent) => check(change, expected, absent));

test.each(['/proc/x', '/sys', '/a/../proc'])('nothing is mounted onto %s', (target) => {
  const mount: JobMount = { kind: 'tmpfs', target, mode: 0o755 };
  expect(() => isInDev(mount)).toThrow(expect.objectContaining({ code: 'DRIVER_LIMIT' }));
});

test.each([
  ['/dev/fd/1', []],
  ['/dev/core', []],
  ['/dev/c/link/t', ['/dev/c']],
  ['/dev/x', ['/dev']],
])('nothing is mounted onto %s, where bwrap follows links, below %j', (target, around) => {
  const binds = around.map(
    (one): JobMount => ({
      ...{ kind: 'bind', source: '/s', target: one, directory: true, flags: [] },
    }),
  );
  const mounts: JobMount[] = [...binds, { kind: 'tmpfs', target, mode: 0o755 }];
  expect(() => bubblewrapOptions({ ...JOB, mounts }, OPTIONS)).toThrow(
    expect.objectContaining({ code: 'DRIVER_LIMIT' }),
  );
});
