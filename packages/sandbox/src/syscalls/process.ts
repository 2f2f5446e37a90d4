import koffi from 'koffi';
import { checked, declare, lastError, libc } from './libc.ts';

/** Flags of unshare(2). */
export const NamespaceFlag = {
  mount: 0x00020000,
  uts: 0x04000000,
  ipc: 0x08000000,
  pid: 0x20000000,
  network: 0x40000000,
} as const;

const PR_CAPBSET_DROP = 24;
const PR_SET_KEEPCAPS = 8;
const PR_SET_SECCOMP = 22;
const CAPABILITY_VERSION = 0x20080522;
const SECCOMP_MODE_FILTER = 2;
const SIG_DFL = 0;
const SIG_SETMASK = 2;
const LAST_SIGNAL = 64;

const cUnshare = declare('int unshare(int)');
const cExit = libc.func('void _exit(int)');
const cSetns = declare('int setns(int, int)');
const cPipe2 = declare('int pipe2(_Out_ int*, int)');
const cPrctl = declare('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)');
const cPrctlPointer = declare('int prctl(int, unsigned long, void*, unsigned long, unsigned long)');
const cCapget = declare('int capget(void*, void*)');
const cCapset = declare('int capset(void*, const void*)');
const cSetgroups = declare('int setgroups(size_t, const uint32_t*)');
const cSetresgid = declare('int setresgid(uint32_t, uint32_t, uint32_t)');
const cSetresuid = declare('int setresuid(uint32_t, uint32_t, uint32_t)');
const cSethostname = declare('int sethostname(const char*, size_t)');
const cExecve = declare('int execve(const char*, const char**, const char**)');
const cSignal = libc.func('intptr_t signal(int, intptr_t)');
const cSigprocmask = declare('int sigprocmask(int, const void*, void*)');
const cPrlimit = declare('int prlimit(int, int, const void*, void*)');
const cCloseRange = declare('long syscall(long, unsigned int, unsigned int, unsigned int)');
const cFcntl = declare('int fcntl(int, int, int)');

export function unshare(flags: number): void {
  checked(cUnshare(flags), 'unshare');
}

/** Moves what this thread starts from now on into the namespace of an open /proc/PID/ns file. */
export function enterNamespace(fd: number, flag: number): void {
  checked(cSetns(fd, flag), 'setns');
}

/** A pipe whose ends exec closes. Node's own are sockets, which no program can reopen through /dev/stdout. */
export function makePipe(): { readonly read: number; readonly write: number } {
  const O_CLOEXEC = 0o2000000;
  const ends = [0, 0];
  checked(cPipe2(ends, O_CLOEXEC), 'pipe2');
  return { read: ends[0] ?? -1, write: ends[1] ?? -1 };
}

export function setHostname(name: string): void {
  checked(cSethostname(name, Buffer.byteLength(name)), 'sethostname', name);
}

/** Removes every capability that is not in `kept` (numbers) from the bounding set: an exec by root gains no others. */
export function limitCapabilities(kept: ReadonlySet<number>): void {
  for (let capability = 0; capability < 64; capability += 1) {
    if (kept.has(capability)) continue;
    if (cPrctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0 && lastError() === 'EINVAL') return;
  }
}

/** Installs a seccomp filter (an array of `struct sock_filter`) for this thread and what it executes. */
export function installFilter(program: Uint8Array): void {
  const filter = Buffer.from(program);
  const fprog = Buffer.alloc(16);
  fprog.writeUInt16LE(filter.length / 8, 0);
  fprog.writeBigUInt64LE(koffi.address(filter), 8);
  checked(cPrctlPointer(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, fprog, 0, 0), 'prctl seccomp');
}

/**
 * Becomes that user for good. Until it executes a program the process has those of `capabilities` (numbers) that it had: like
 * under Docker's runtime, what root may execute can be the first program of any user.
 */
export function becomeUser(
  { uid, gid, groups }: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] },
  capabilities: ReadonlySet<number>,
): void {
  checked(cPrctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), 'prctl keepcaps');
  checked(cSetgroups(groups.length, Uint32Array.from(groups)), 'setgroups');
  checked(cSetresgid(gid, gid, gid), 'setresgid', String(gid));
  checked(cSetresuid(uid, uid, uid), 'setresuid', String(uid));
  useCapabilities(capabilities);
}

/** Makes effective what of `wanted` is permitted, and gives up all else. */
function useCapabilities(wanted: ReadonlySet<number>): void {
  const header = Uint32Array.of(CAPABILITY_VERSION, 0);
  // Twice effective, permitted, inheritable: of capabilities 0 to 31, and of the others.
  const sets = new Uint32Array(6);
  checked(cCapget(header, sets), 'capget');
  for (const half of [0, 1]) {
    const numbers = [...wanted].filter((number) => number >> 5 === half);
    const bits = numbers.reduce((sum, number) => sum | (1 << (number & 31)), 0) & (sets[half * 3 + 1] as number);
    sets.set([bits, bits, 0], half * 3);
  }
  checked(cCapset(header, sets), 'capset');
}

/** Sets a resource limit (number of getrlimit(2)) of this process. */
export function setLimit(resource: number, soft: bigint, hard: bigint): void {
  const limit = Buffer.alloc(16);
  limit.writeBigUInt64LE(soft, 0);
  limit.writeBigUInt64LE(hard, 8);
  checked(cPrlimit(0, resource, limit, null), 'setrlimit', String(resource));
}

/** The hard bound of a resource limit of this process. */
export function hardLimit(resource: number): bigint {
  const limit = Buffer.alloc(16);
  checked(cPrlimit(0, resource, null, limit), 'getrlimit', String(resource));
  return limit.readBigUInt64LE(8);
}

/** Undoes what Node did to signals: an executed program starts with default actions and nothing blocked. */
export function resetSignals(): void {
  for (let signal = 1; signal <= LAST_SIGNAL; signal += 1) cSignal(signal, SIG_DFL);
  cSigprocmask(SIG_SETMASK, Buffer.alloc(128), null);
}

/** Lets no descriptor above 2 reach an executed program, wherever it came from. Needs Linux 5.11. */
export function closeOthersOnExec(): void {
  const CLOSE_RANGE = 436;
  const CLOEXEC = 4;
  checked(cCloseRange(CLOSE_RANGE, 3, 0xffffffff, CLOEXEC), 'close_range');
}

/** Lets an executed program have descriptor `fd`: Node closes all of its own on exec. */
export function keepOnExec(fd: number): void {
  const F_SETFD = 2;
  checked(cFcntl(fd, F_SETFD, 0), 'fcntl');
}

/** execve(2): returns only when it failed, with the name of the error. */
export function execve(path: string, args: readonly string[], env: readonly string[]): string {
  cExecve(path, [...args, null], [...env, null]);
  return lastError();
}

/** Ends the process at once, without what Node does at its end: a filter may forbid that. */
export function exitAtOnce(code: number): never {
  cExit(code);
  throw new Error('_exit returned');
}

const cWaitpid = declare('int waitpid(int, void*, int)');
const PR_SET_PDEATHSIG = 1;
const PR_SET_CHILD_SUBREAPER = 36;
const SIGKILL = 9;

/** Makes this process the parent of its descendants' orphans. */
export function adoptOrphans(): void {
  checked(cPrctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 'prctl subreaper');
}

/** Lets the kernel kill this process when its parent ends; until it becomes another user. */
export function dieWithParent(): void {
  checked(cPrctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), 'prctl pdeathsig');
}

/** Takes note of the end of children that Node does not know. */
export function reap(): void {
  const WNOHANG = 1;
  while (cWaitpid(-1, null, WNOHANG) > 0);
}
