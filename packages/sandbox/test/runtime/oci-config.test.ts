import { expect, test } from 'vitest';
import type { Job } from '../../src/runtime/job.ts';
import { ociConfig } from '../../src/runtime/oci/config.ts';
import { execComplaint } from '../../src/runtime/oci/exec-complaint.ts';
import { DEFAULT_PROFILE } from '../../src/seccomp/profile.ts';

const JOB: Job = {
  id: 'run-1',
  rootfs: '/scratch/root',
  args: ['/bin/sh', '-c', 'true'],
  env: ['A=1'],
  cwd: '/w',
  uid: 33,
  gid: 34,
  groups: [34, 50],
  hostname: 'host',
  network: 'none',
  insecure: false,
  mounts: [
    { kind: 'tmpfs', target: '/t', size: 10, mode: 0o755 },
    { kind: 'bind', source: '/s', target: '/b', directory: true, flags: ['ro', 'noexec'] },
  ],
  limits: [{ resource: 7, name: 'RLIMIT_NOFILE', soft: 1n, hard: 2n }],
  shmSize: 4096,
};

const OPTIONS = {
  profile: () => DEFAULT_PROFILE,
  listener: '/session/devices',
  hostSys: '/sys-view',
  ttyGroup: true,
  sharedProc: false,
};

test('a process is who and what the job says, with what Docker allows', () => {
  expect(ociConfig(JOB, OPTIONS).process).toMatchObject({
    user: { uid: 33, gid: 34, additionalGids: [34, 50], umask: 18 },
    cwd: '/w',
    noNewPrivileges: false,
    capabilities: { bounding: expect.arrayContaining(['CAP_CHOWN', 'CAP_SYS_CHROOT']) },
    rlimits: [{ type: 'RLIMIT_NOFILE', soft: 1, hard: 2 }],
  });
  expect(ociConfig(JOB, OPTIONS).process).not.toHaveProperty('capabilities.inheritable');
});

test('mounts: the system first, then the job in its order', () => {
  const { mounts } = ociConfig(JOB, OPTIONS);
  expect(mounts.map(({ destination }) => destination)).toEqual([
    '/proc',
    '/dev',
    '/dev/pts',
    '/dev/shm',
    '/dev/mqueue',
    '/sys',
    '/t',
    '/b',
  ]);
  expect(mounts.at(-2)).toMatchObject({ type: 'tmpfs', options: ['nosuid', 'mode=755', 'size=10'] });
  expect(mounts.at(-1)).toMatchObject({ type: 'bind', source: '/s', options: ['rbind', 'ro', 'noexec'] });
});

test('on the host network, /sys is the view of it', () => {
  const config = ociConfig({ ...JOB, network: 'host' }, OPTIONS);
  expect(config.mounts.find(({ destination }) => destination === '/sys')).toMatchObject({ source: '/sys-view' });
  expect(config.linux['namespaces']).not.toContainEqual({ type: 'network' });
});

test('a filter as bytes stands beside a profile that allows everything', () => {
  const config = ociConfig(JOB, { ...OPTIONS, filter: () => Uint8Array.of(1, 2, 3) });
  expect(config.annotations).toEqual({ 'run.oci.seccomp_bpf_data': 'AQID' });
  expect(config.linux.seccomp).toEqual({ defaultAction: 'SCMP_ACT_ALLOW', listenerPath: '/session/devices' });
});

test('without bytes the runtime gets the profile', () => {
  const { linux, annotations } = ociConfig(JOB, OPTIONS);
  expect(annotations).toBeUndefined();
  expect(linux.seccomp).toMatchObject({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 1 });
});

test('insecure: everything', () => {
  const { linux, process } = ociConfig({ ...JOB, insecure: true }, { ...OPTIONS, filter: () => Uint8Array.of(1) });
  expect(linux).not.toHaveProperty('seccomp');
  expect(linux).not.toHaveProperty('maskedPaths');
  expect(process).toHaveProperty('capabilities.bounding', expect.arrayContaining(['CAP_SYS_ADMIN']));
});

test.each([
  ['executable file `foo` not found in $PATH: No such file', 'foo', 'exec: "foo": executable file not found in $PATH'],
  ['executable file `/x` not found in $PATH', '/x', 'exec: "/x": stat /x: no such file or directory'],
  ['open executable: Permission denied', '/x', 'exec: "/x": permission denied'],
  ['open executable: Not a directory', '/x/y', 'exec: "/x/y": stat /x/y: not a directory'],
  [
    'runc run failed: exec: "foo": executable file not found in $PATH',
    'foo',
    'exec: "foo": executable file not found in $PATH',
  ],
  ['exec container process `/x`: Exec format error', 'x', 'exec /x: exec format error'],
  [
    'exec container process (missing dynamic library?) `/x`: No such file or directory',
    '/x',
    'exec /x: no such file or directory',
  ],
  ['exec /x: exec format error', '/x', 'exec /x: exec format error'],
])('%s', (message, name, complaint) => {
  expect(execComplaint(message, name)).toBe(complaint);
});

test('what is not about the file is the failure of the runtime', () => {
  expect(execComplaint('mount `proc`: Operation not permitted', 'foo')).toBeUndefined();
});
