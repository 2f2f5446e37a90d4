import type { DriverName } from './driver.ts';

/** What a driver may promise of a command. */
export type PromiseName =
  | 'host-files'
  | 'host-processes'
  | 'no-leftovers'
  | 'system-calls'
  | 'devices'
  | 'mknod'
  | 'networks'
  | 'mounts'
  | 'users'
  | 'owners'
  | 'set-user-id';

/** What each promise means, for people. */
export const PROMISES: Readonly<Record<PromiseName, string>> = {
  'host-files': 'it cannot reach files outside of its root',
  'host-processes': 'it sees and signals only its own processes',
  'no-leftovers': 'nothing that it started outlives it, or strake',
  'system-calls': "moby's default filter",
  devices: 'it can neither make nor open device nodes beyond the usual six',
  mknod: 'mknod makes devices for the layer; those like null and zero work in later steps',
  networks: 'networks `none` and `default` are apart from the host',
  mounts: 'every kind of mount, in place',
  users: 'USER other than root',
  owners: 'chown has its effect',
  'set-user-id': 'sudo, su and file capabilities raise rights',
};

/** A way to isolate a command. */
export interface Driver {
  readonly name: DriverName;
  /** The package with the program of its name; absent: it needs none. */
  readonly package?: string;
  /** Taken only when it is asked for by name. */
  readonly optIn: boolean;
  /** On a machine that lets it work at all, and as far as the kernel is sound. */
  readonly promises: ReadonlySet<PromiseName>;
}

const ALL = Object.keys(PROMISES) as PromiseName[];

/**
 * Every driver, best first. bubblewrap comes after `unshare`, which has the same isolation and more: bubblewrap always
 * sets no_new_privs, so sudo does not work, and gives commands no uid but that of its caller.
 */
export const DRIVERS: readonly Driver[] = [
  { name: 'crun', package: 'crun', optIn: false, promises: new Set(ALL) },
  { name: 'runc', package: 'runc', optIn: false, promises: new Set(ALL) },
  { name: 'unshare', optIn: false, promises: new Set(ALL) },
  { name: 'bwrap', package: 'bubblewrap', optIn: false, promises: without('users', 'set-user-id', 'mknod') },
  { name: 'single-uid', optIn: true, promises: without('users', 'owners', 'set-user-id') },
  { name: 'chroot', optIn: true, promises: new Set(['no-leftovers', 'users', 'owners', 'set-user-id']) },
];

/** What is known of a driver. */
export function driverOf(name: DriverName): Driver {
  const found = DRIVERS.find((driver) => driver.name === name);
  if (found === undefined) throw new Error(`there is no driver ${name}`);
  return found;
}

function without(...missing: readonly PromiseName[]): ReadonlySet<PromiseName> {
  return new Set(ALL.filter((name) => !missing.includes(name)));
}
