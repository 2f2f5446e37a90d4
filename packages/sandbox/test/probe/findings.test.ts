import { expect, test } from 'vitest';
import { findingsOf, fixesOf } from '../../src/probe/findings.ts';
import type { HostFacts } from '../../src/probe/host-facts.ts';

const GOOD: HostFacts = {
  platform: 'linux',
  kernel: '6.1.0-18-amd64',
  root: false,
  user: 'me',
  noNewPrivileges: false,
  container: false,
  userNamespaces: true,
  subordinateIds: true,
  freeIds: 231_072,
  programs: { unshare: '/u', setpriv: '/s', newuidmap: '/n', newgidmap: '/g', crun: '/c', slirp4netns: '/sn' },
  tun: true,
  interpreters: ['qemu-aarch64'],
  installedInterpreters: [],
  settings: { 'user.max_user_namespaces': '15000' },
};

function missing(change: Partial<HostFacts>): readonly string[] {
  return findingsOf({ ...GOOD, ...change })
    .filter(({ ok }) => !ok)
    .map(({ subject, required }) => `${subject}${required ? '!' : ''}`);
}

test.each<[Partial<HostFacts>, readonly string[]]>([
  [{}, []],
  [{ platform: 'darwin' }, ['linux!']],
  [{ kernel: '5.10.0' }, ['kernel!']],
  [{ kernel: '4.19.0' }, ['kernel!']],
  [{ userNamespaces: false }, ['user namespaces!']],
  [{ programs: {} }, ['util-linux!', 'newuidmap', 'crun', 'isolated network']],
  [{ settings: { 'user.max_user_namespaces': '0' } }, ['user.max_user_namespaces!']],
  [{ settings: { 'kernel.unprivileged_userns_clone': '0' } }, ['kernel.unprivileged_userns_clone!']],
  [
    { settings: { 'kernel.apparmor_restrict_unprivileged_userns': '1' } },
    ['kernel.apparmor_restrict_unprivileged_userns!'],
  ],
  [{ root: true, settings: { 'kernel.apparmor_restrict_unprivileged_userns': '1' } }, []],
  [{ tun: false }, ['isolated network']],
  [{ interpreters: [] }, ['other architectures']],
  [{ interpreters: [], installedInterpreters: ['qemu-arm'] }, ['other architectures']],
  [{ interpreters: [], installedInterpreters: ['qemu-arm'], kernel: '6.7.0' }, []],
  [{ noNewPrivileges: true }, ['set-user-id programs']],
  [{ subordinateIds: false }, ['subordinate ids']],
  [{ user: '1234' }, ['subordinate ids']],
  [{ root: true, subordinateIds: false, programs: { ...GOOD.programs, newuidmap: undefined } }, []],
])('%o misses %o', (change, expected) => {
  expect(missing(change)).toEqual(expected);
});

test('only what is missing and indispensable is in the hint', () => {
  const findings = findingsOf({ ...GOOD, programs: {}, settings: { 'user.max_user_namespaces': '0' } });
  expect(fixesOf(findings)).toEqual([
    'install the package util-linux (2.36 or newer)',
    'sysctl -w user.max_user_namespaces=15000',
  ]);
});

test('subordinate ids that are to be given are of nobody else', () => {
  const finding = findingsOf({ ...GOOD, subordinateIds: false }).find(({ subject }) => subject === 'subordinate ids');
  expect(finding?.fix).toBe('as root: echo me:231072:65536 | tee -a /etc/subuid /etc/subgid');
});

test('in a container it is the container that has to allow namespaces, and there is another driver', () => {
  const [fix] = fixesOf(findingsOf({ ...GOOD, container: true, userNamespaces: false }));
  expect(fix).toMatch(/seccomp=unconfined.*systempaths=unconfined.*--driver chroot/);
});
