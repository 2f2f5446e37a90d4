import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { release, userInfo } from 'node:os';
import { firstFreeId, subordinateRange } from '../jail/id-map.ts';
import { foreignInterpreters, registeredInterpreters } from '../runtime/interpreters.ts';
import { noNewPrivileges } from '../jail/identity.ts';
import { findInterpreter, findProgram } from '../session/programs.ts';

/** What this machine has that a sandbox can use. Read from files, but for one try. */
export interface HostFacts {
  readonly platform: string;
  /** E.g. `6.1.0-18-amd64`. */
  readonly kernel: string;
  readonly root: boolean;
  readonly user: string;
  readonly noNewPrivileges: boolean;
  /** Whether this process runs in a container, so far as its files tell. */
  readonly container: boolean;
  /** Whether a user namespace can be made, and something mounted in it; tried. */
  readonly userNamespaces: boolean;
  /** Whether /etc/subuid and /etc/subgid give this user 65536 ids or more. */
  readonly subordinateIds: boolean;
  /** From which number on nobody has any there. */
  readonly freeIds: number;
  /** Paths by name of program; absent where it is not on PATH. */
  readonly programs: Readonly<Record<string, string | undefined>>;
  /** Whether this process may open /dev/net/tun. */
  readonly tun: boolean;
  /** Names of the interpreters for programs of other CPUs that are registered with the kernel, e.g. `qemu-aarch64`. */
  readonly interpreters: readonly string[];
  /** Names of those that are on PATH. */
  readonly installedInterpreters: readonly string[];
  /** Values of kernel settings by name as in sysctl(8); absent where the kernel has none of that name. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

const PROGRAMS = ['unshare', 'setpriv', 'newuidmap', 'newgidmap', 'crun', 'runc', 'bwrap', 'slirp4netns', 'pasta'];
const SETTINGS = [
  'user.max_user_namespaces',
  'kernel.unprivileged_userns_clone',
  'kernel.apparmor_restrict_unprivileged_userns',
];

export function readHostFacts(): HostFacts {
  const linux = process.platform === 'linux';
  return {
    platform: process.platform,
    kernel: release(),
    root: process.geteuid?.() === 0,
    user: userName(),
    noNewPrivileges: linux && noNewPrivileges(),
    container: CONTAINER_MARKS.some((path) => existsSync(path)) || process.env['KUBERNETES_SERVICE_HOST'] !== undefined,
    userNamespaces: linux && canMakeNamespaces(),
    subordinateIds: hasRange('/etc/subuid') && hasRange('/etc/subgid'),
    freeIds: firstFreeId(['/etc/subuid', '/etc/subgid'].map((file) => read(file) ?? '')),
    programs: Object.fromEntries(PROGRAMS.map((name) => [name, findProgram(name)])),
    tun: canOpen('/dev/net/tun'),
    interpreters: registeredInterpreters(),
    installedInterpreters: foreignInterpreters().filter((name) => findInterpreter(name) !== undefined),
    settings: Object.fromEntries(
      SETTINGS.map((name) => [name, read(`/proc/sys/${name.replaceAll('.', '/')}`)?.trim()]),
    ),
  };
}

/** What Docker and Podman put into their containers. */
const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv'];
const PATIENCE = 5_000;

/** Security modules let some users make a user namespace and then do nothing in it: so it is used. */
function canMakeNamespaces(): boolean {
  const args = ['--user', '--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'];
  return spawnSync('unshare', args, { stdio: 'ignore', timeout: PATIENCE }).status === 0;
}

function hasRange(file: string): boolean {
  const user = { name: userName(), uid: process.geteuid?.() ?? -1 };
  return subordinateRange(read(file) ?? '', user) !== undefined;
}

function canOpen(file: string): boolean {
  try {
    closeSync(openSync(file, 'r+'));
    return true;
  } catch {
    return false;
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.());
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
