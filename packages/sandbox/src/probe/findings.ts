import type { HostFacts } from './host-facts.ts';

/** Something that a sandbox uses, and what to do where it is missing. */
export interface Finding {
  /** Stable name, e.g. `user-namespaces`. */
  readonly subject: string;
  readonly ok: boolean;
  /** Whether nothing works without it; else something better would. */
  readonly required: boolean;
  readonly detail: string;
  /** One line that mends what is missing. */
  readonly fix?: string;
}

/** Docker and Podman forbid namespaces in containers; Kubernetes does where it sets a seccomp profile. */
const CONTAINER_FIX =
  'start the container with --security-opt seccomp=unconfined --security-opt systempaths=unconfined (with AppArmor also ' +
  '--security-opt apparmor=unconfined; in Kubernetes seccompProfile: Unconfined and procMount: Unmasked); or, as root, choose ' +
  '--driver chroot, which leaves RUN in this container without any further isolation';

type Check = (facts: HostFacts) => Finding;

/** What is there and what is missing, the indispensable first. */
export function findingsOf(facts: HostFacts): readonly Finding[] {
  return CHECKS.map((check) => {
    const { fix, ...finding } = check(facts);
    return finding.ok || fix === undefined ? finding : { ...finding, fix };
  });
}

/** The lines that mend what is indispensable. */
export function fixesOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ ok, required, fix }) => (!ok && required && fix !== undefined ? [fix] : []));
}

/** The kernel since which overlayfs, `close_range` and `mount_setattr` do what is needed of them. */
const OLDEST_KERNEL = [5, 12] as const;

/** The kernel since which a user namespace has interpreters of its own. */
const OWN_INTERPRETERS = [6, 7] as const;

const CHECKS: readonly Check[] = [
  ({ platform }) => ({
    subject: 'linux',
    ok: platform === 'linux',
    required: true,
    detail: platform,
    fix: 'run the build in a Linux virtual machine or container',
  }),
  ({ kernel }) => ({
    subject: 'kernel',
    ok: isAtLeast(kernel, OLDEST_KERNEL),
    required: true,
    detail: kernel,
    fix: `use Linux ${OLDEST_KERNEL.join('.')} or newer`,
  }),
  ({ programs }) => ({
    subject: 'util-linux',
    ok: programs['unshare'] !== undefined && programs['setpriv'] !== undefined,
    required: true,
    detail: programs['unshare'] ?? 'unshare or setpriv is not on PATH',
    fix: 'install the package util-linux (2.36 or newer)',
  }),
  ({ userNamespaces, container }) => ({
    subject: 'user namespaces',
    ok: userNamespaces,
    required: true,
    detail: userNamespaces ? 'can be made and used' : 'cannot be made, or not be used',
    fix: container
      ? CONTAINER_FIX
      : 'see the settings below; else a security module (AppArmor, SELinux, seccomp) forbids them',
  }),
  setting('user.max_user_namespaces', (value) => value !== '0', 'sysctl -w user.max_user_namespaces=15000'),
  setting('kernel.unprivileged_userns_clone', (value) => value !== '0', 'sysctl -w kernel.unprivileged_userns_clone=1'),
  setting(
    'kernel.apparmor_restrict_unprivileged_userns',
    (value) => value !== '1',
    'allow user namespaces to node in an AppArmor profile (`userns,`), or: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  ),
  ({ root, noNewPrivileges }) => ({
    subject: 'set-user-id programs',
    ok: root || !noNewPrivileges,
    required: false,
    detail: noNewPrivileges ? 'no_new_privs is set' : 'allowed',
    fix: 'start without no_new_privs (in Kubernetes: allowPrivilegeEscalation: true)',
  }),
  ({ root, programs }) => ({
    subject: 'newuidmap',
    ok: root || (programs['newuidmap'] !== undefined && programs['newgidmap'] !== undefined),
    required: false,
    detail: programs['newuidmap'] ?? 'not on PATH',
    fix: 'install the package uidmap (shadow-utils on Fedora)',
  }),
  subordinateIds,
  ({ programs }) => ({
    subject: 'crun',
    ok: programs['crun'] !== undefined,
    required: false,
    detail: programs['crun'] ?? 'not on PATH',
    fix: 'install the package crun',
  }),
  ({ programs, tun }) => ({
    subject: 'isolated network',
    ok: tun && networkTool(programs) !== undefined,
    required: false,
    detail: networkDetail(programs, tun),
    fix:
      networkTool(programs) === undefined
        ? 'install the package slirp4netns (or passt)'
        : 'as root: modprobe tun; chmod 0666 /dev/net/tun (in a container: give it the device /dev/net/tun)',
  }),
  ({ interpreters, installedInterpreters, kernel }) => {
    const installed = isAtLeast(kernel, OWN_INTERPRETERS) ? installedInterpreters : [];
    const names = [...new Set([...interpreters, ...installed])];
    return {
      subject: 'other architectures',
      ok: names.length > 0,
      required: false,
      detail: names.length > 0 ? names.join(' ') : 'no interpreter is registered with binfmt_misc',
      fix: 'install the package qemu-user-static (as root: it registers with binfmt_misc)',
    };
  },
];

function subordinateIds({ root, subordinateIds: there, freeIds, user }: HostFacts): Finding {
  const about = { subject: 'subordinate ids', required: false };
  if (root) return { ...about, ok: true, detail: 'there are enough' };
  // newuidmap asks for the name of who calls it.
  if (/^\d+$/.test(user))
    return { ...about, ok: false, detail: `the user ${user} has no name`, fix: `as root: useradd --uid ${user} NAME` };
  if (there) return { ...about, ok: true, detail: 'there are enough' };
  return {
    ...about,
    ok: false,
    detail: `/etc/subuid and /etc/subgid have no range for ${user}`,
    fix: `as root: echo ${user}:${freeIds}:65536 | tee -a /etc/subuid /etc/subgid`,
  };
}

function networkTool(programs: HostFacts['programs']): string | undefined {
  return programs['slirp4netns'] ?? programs['pasta'];
}

function networkDetail(programs: HostFacts['programs'], tun: boolean): string {
  const tool = networkTool(programs);
  if (tool !== undefined && tun) return tool;
  const obstacle = tool === undefined ? 'no slirp4netns or pasta on PATH' : '/dev/net/tun cannot be opened';
  return `${obstacle}: commands share the network of this machine, its loopback included`;
}

/** A setting that matters to ordinary users; absent, it forbids nothing. */
function setting(name: string, allows: (value: string) => boolean, fix: string): Check {
  return ({ settings, root }) => {
    const value = settings[name];
    const ok = value === undefined || allows(value) || (root && name !== 'user.max_user_namespaces');
    return { subject: name, ok, required: true, detail: value ?? 'not there', fix };
  };
}

function isAtLeast(kernel: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = kernel.split('.').map((part) => Number.parseInt(part, 10));
  return a > major || (a === major && b >= minor);
}
