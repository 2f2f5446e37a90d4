import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync, writeFileSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { SandboxError } from '../error.ts';
import { findProgram } from '../session/programs.ts';
import { BESIDE_WORKER } from './first-worker.ts';
import { formatIdMap } from './id-map.ts';
import { type Identity, rootMayAdminister } from './identity.ts';
import { CHANNEL_FD, moduleFile } from './module-file.ts';

/** A started jail: process and channel. */
export interface JailProcess {
  readonly socket: Socket;
  /** What it wrote to stderr last; for when it dies. */
  readonly lastWords: () => string;
  /** Resolves when it has ended; keeps this process alive until then. */
  exited(): Promise<void>;
  /** Lets this process end before it. */
  loosen(): void;
  kill(): void;
  /** Whether the kernel ends all of it at once when it is killed: nobody need wait for what has cleared up. */
  readonly diesWhole: boolean;
}

const LAST_WORDS = 4096;

/**
 * Waits for its id maps, then starts the jail: processes of their own user, mount, pid and ipc namespaces that the
 * kernel kills with their parent. The parent-death signal is set after the maps, for the kernel clears it when an exec
 * gains capabilities.
 *
 * The first of them is a shell that has no pipe of a command. A command can keep its pipes locked (by splicing into them
 * from a socket that says nothing), and then who reads or closes one waits and cannot be killed. With a first process that
 * can, the kernel kills all others one by one, the one with the lock among them.
 */
const SCRIPT =
  'echo r >&3; read -r _ <&3 || exit 1; unshare=$1; setpriv=$2; shift 2; ' +
  `exec "$setpriv" --pdeathsig KILL -- "$unshare" --pid --ipc --fork --kill-child=KILL /bin/sh -c '${BESIDE_WORKER}' first "$@"`;

/** Options that keep Node small and silent; the jail is forked for every command. */
const NODE_FLAGS = ['--no-warnings', '--disable-sigusr1', '--max-semi-space-size=4', '--disable-proto=delete'];

/** Starts the jail's process. It speaks on the channel once it is ready. */
export async function spawnJail(identity: Identity, signal: AbortSignal): Promise<JailProcess> {
  const unshare = required('unshare');
  const setpriv = required('setpriv');
  const node = [process.execPath, ...NODE_FLAGS, moduleFile('jail-main', import.meta.url)];
  const worker = moduleFile('worker-main', import.meta.url);
  const child = spawn(
    unshare,
    ['--user', '--mount', '/bin/sh', '-c', SCRIPT, 'sh', unshare, setpriv, worker, ...node],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...compiledCode() },
      cwd: '/',
      // A session of its own: what a terminal sends to all that run in it is for this process to answer.
      detached: true,
    },
  );
  const jail = describe(child);
  const abort = (): void => jail.kill();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await untilAsked(jail);
    await writeMaps(child.pid ?? 0, identity);
    jail.socket.write('\n');
    return jail;
  } catch (error) {
    jail.kill();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function describe(child: ChildProcess): JailProcess {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS);
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const loosen = (): void => {
    child.unref();
    for (const stream of [child.stderr, child.stdio[CHANNEL_FD]]) (stream as Socket | null)?.unref();
  };
  loosen();
  const hold = (): void => {
    child.ref();
    (child.stderr as Socket | null)?.ref();
  };
  return {
    socket: child.stdio[CHANNEL_FD] as Socket,
    lastWords: () => words.trim(),
    exited() {
      hold();
      return exited;
    },
    loosen,
    kill: () => child.kill('SIGKILL'),
    diesWhole: true,
  };
}

/** Until the child has its namespaces and waits for the maps. */
async function untilAsked(jail: JailProcess): Promise<void> {
  jail.socket.ref();
  const asked = once(jail.socket, 'data').then(() => true);
  const ended = jail.exited().then(() => false);
  if (await Promise.race([asked, ended])) return;
  throw new SandboxError('NO_DRIVER', `cannot make a user namespace: ${jail.lastWords() || 'unshare failed'}`, {
    hint: 'allow user namespaces: sysctl user.max_user_namespaces (and kernel.unprivileged_userns_clone or kernel.apparmor_restrict_unprivileged_userns where they exist); in a container, its seccomp profile forbids them',
  });
}

async function writeMaps(pid: number, { map, helpers, ids }: Identity): Promise<void> {
  try {
    if (helpers !== undefined) {
      const run = promisify(execFile);
      const args = (ranges: typeof map.uids): string[] =>
        [String(pid)].concat(ranges.flatMap((r) => [r.inside, r.outside, r.count].map(String)));
      await Promise.all([run(helpers.newuidmap, args(map.uids)), run(helpers.newgidmap, args(map.gids))]);
      return;
    }
    if (ids === 'single') writeFileSync(`/proc/${pid}/setgroups`, 'deny');
    writeFileSync(`/proc/${pid}/uid_map`, formatIdMap(map.uids));
    writeFileSync(`/proc/${pid}/gid_map`, formatIdMap(map.gids));
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new SandboxError('NO_DRIVER', `cannot map the ids of the user namespace: ${said || String(cause)}`, {
      cause,
      hint: mapsHint(helpers),
    });
  }
}

/** Whether /proc is that of this process's pid namespace. */
function isOwnProc(): boolean {
  try {
    return readlinkSync('/proc/self') === String(process.pid);
  } catch {
    return false;
  }
}

function mapsHint(helpers: Identity['helpers']): string {
  if (!isOwnProc()) return '/proc is that of another pid namespace: mount one of its own there (unshare --mount-proc)';
  if (helpers === undefined) return 'the kernel or a security module forbids user namespaces to this user';
  const { newuidmap, newgidmap } = helpers;
  return rootMayAdminister()
    ? 'newuidmap and newgidmap must be set-user-id root, and /etc/subuid and /etc/subgid must hold the range'
    : 'a container without CAP_SYS_ADMIN wants capabilities of files instead of set-user-id, as root: ' +
        `chmod u-s ${newuidmap} ${newgidmap}; setcap cap_setuid=ep ${newuidmap}; setcap cap_setgid=ep ${newgidmap}; ` +
        'or choose --driver single-uid';
}

function required(name: string): string {
  const path = findProgram(name);
  if (path !== undefined) return path;
  throw new SandboxError('NO_DRIVER', `the program ${name} is missing`, { hint: 'install the package util-linux' });
}

/** The jail's processes share the compiled code that this process keeps, if it keeps any. */
function compiledCode(): NodeJS.ProcessEnv {
  const directory = getCompileCacheDir();
  return directory === undefined ? {} : { NODE_COMPILE_CACHE: directory };
}
