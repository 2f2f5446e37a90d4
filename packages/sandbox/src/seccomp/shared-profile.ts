import type { SeccompProfile } from './profile.ts';

/**
 * What a runtime needs for a container and no command may use. The runtime forbids them to its command by their names, and
 * of a name that its libseccomp does not know it says nothing: all of these are in libseccomp 2.5.0, the first that can
 * leave calls to be answered. A runtime does without what is newer.
 */
const RUNTIME_CALLS: readonly string[] = [
  'fsconfig',
  'fsmount',
  'fsopen',
  'keyctl',
  'mount',
  'move_mount',
  'open_tree',
  'pidfd_getfd',
  'pivot_root',
  'setdomainname',
  'sethostname',
  'setns',
  'umount',
  'umount2',
  'unshare',
];

/** Those calls that the runtime must take from its command for it to be left with what `profile` allows. */
export function runtimeCalls({ allowed }: SeccompProfile): readonly string[] {
  return RUNTIME_CALLS.filter((name) => !allowed.includes(name));
}

/**
 * What a runtime and its command share of `profile`: with what only the runtime may, and without what is answered, for nobody
 * answers the runtime.
 */
export function sharedProfile(profile: SeccompProfile): SeccompProfile {
  const answered = profile.answered.map(({ name }) => name);
  return {
    ...profile,
    allowed: [...profile.allowed, ...answered, ...runtimeCalls(profile)],
    answered: [],
  };
}
