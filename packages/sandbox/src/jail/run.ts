import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { abortReason } from '@strake/core';
import { confinePath } from '@strake/oci';
import { deviceMounts } from '../devices/device-mounts.ts';
import { SandboxError } from '../error.ts';
import { hostsFile, resolvConf, withHostGateway } from '../runtime/hosts-file.ts';
import type { NetworkPool } from '../network/network-pool.ts';
import { isolatedResolvConf } from '../network/resolver.ts';
import type { Job, JobMount, JobNetwork, RunningJob, Runtime } from '../runtime/job.ts';
import { feignedOwners, ownedByRoot } from '../runtime/feigned-owners.ts';
import { resolveLimits } from '../runtime/limits.ts';
import { isCovered, orderMounts } from '../runtime/mounts/order.ts';
import { type PreparedMounts, prepareMounts } from '../runtime/mounts/prepare.ts';
import { isForeign } from '../runtime/foreign-program.ts';
import { interpreterMissing } from '../runtime/register-interpreter.ts';
import { programComplaint, type ProgramSearch } from '../runtime/program-search.ts';
import { makeWorkingDirectory, mountedPasswd, readAccounts } from '../runtime/root-files.ts';
import type { Exit } from '../runtime/sandbox.ts';
import { SYSTEM_TARGETS } from '../runtime/system-mounts.ts';
import { homeOf, type ResolvedUser, resolveUser } from '../runtime/user.ts';
import type { MountTarget } from '../snapshot/stubs.ts';
import { addTrust } from '../trust/add-trust.ts';
import type { CallContext } from './peer.ts';
import type { WireSpec } from './protocol.ts';
import type { JailSession } from './session.ts';
import type { JailSnapshot } from './snapshots.ts';

/** Where the system's own mounts are. */
const COVERED = SYSTEM_TARGETS.directories.map((path) => `/${path}`);
const DEFAULT_SHM_SIZE = 64 * 1024 * 1024;

/** What runs a command in a snapshot. */
export interface RunRequest {
  readonly session: JailSession;
  readonly runtime: Runtime;
  /** Absent: the network `default` is the host's. */
  readonly networks: NetworkPool | undefined;
  readonly snapshot: JailSnapshot;
  readonly spec: WireSpec;
  readonly context: CallContext;
}

let serial = 0;

/** Runs a command from its resolution to its last byte of output. Everything it needed is undone when it settles. */
export async function runCommand(asked: RunRequest): Promise<Exit> {
  const request = asked.runtime.feignsOwners ? { ...asked, spec: ownedByRoot(asked.spec) } : asked;
  const { session, runtime, snapshot, spec, context } = request;
  refuseLinks(snapshot.tree);
  if (spec.interpreter) session.interpreters.register(spec.interpreter);
  const sources = { ...session, directory: `${session.scratch.path}/m`, root: snapshot.tree };
  const prepared = await prepareMounts(sources, spec.mounts, context.signal);
  try {
    return await withNetwork(request, async (network, resolvConf) => {
      const extraHosts = withHostGateway(spec.extraHosts, network === 'host');
      const files = systemFiles(session, { ...spec, extraHosts }, resolvConf);
      const feigned = runtime.feignsOwners ? feignedOwners(snapshot.tree, session.memory) : undefined;
      const mounts = [...files.mounts, ...(feigned?.mounts ?? []), ...prepared.mounts];
      try {
        return await runWith(request, orderMounts(mounts), network);
      } finally {
        files.release();
        feigned?.release();
      }
    });
  } finally {
    prepared.release();
  }
}

/** Gives `use` the command's network and what /etc/resolv.conf says there. */
async function withNetwork(
  { networks, spec }: RunRequest,
  use: (network: JobNetwork, resolvConf: string) => Promise<Exit>,
): Promise<Exit> {
  const { network, ports = [], security } = spec;
  if (network !== 'default') return use(network, resolvConf());
  if (networks === undefined) {
    if (ports.length === 0) return use('host', resolvConf());
    throw new SandboxError('RUN_FAILED', 'ports cannot be published here: there is no isolated network', {
      hint: "use the host's network instead: --network host",
    });
  }
  const isolated = await networks.acquire(ports).catch((cause: unknown) => {
    throw networkFailed(cause);
  });
  try {
    return await use({ path: isolated.path }, isolatedResolvConf(resolvConf(), isolated.nameServer));
  } finally {
    networks.release(isolated, security === 'insecure' || ports.length > 0);
  }
}

function networkFailed(cause: unknown): SandboxError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SandboxError('RUN_FAILED', `cannot set up the network: ${reason}`, {
    cause,
    hint: 'for the network of the host or none use --network host or --network none',
  });
}

function runWith(
  { session, runtime, snapshot, spec, context }: RunRequest,
  mounts: readonly JobMount[],
  network: JobNetwork,
): Promise<Exit> {
  return snapshot.mounted(targetsOf(mounts), async (root) => {
    const accounts = readAccounts(root);
    const user = resolveUser(spec.user, accounts);
    refuseStranger(session, spec.user, user);
    const known = session.params.ids === 'single' ? { ...user, groups: [] } : user;
    makeWorkingDirectory(root, spec.cwd, known);
    if (context.signal.aborted) throw abortReason(context.signal);
    const [name = ''] = spec.args;
    const search = { name, env: spec.env, cwd: spec.cwd };
    refuseForeign(root, search, spec);
    const complaint = programComplaint(root, search, [...COVERED, ...mounts.map(({ target }) => target)]);
    if (complaint !== undefined) return complain(complaint, context);
    const devices = devicesOf(snapshot, mounts);
    const job = jobOf(root, spec, known, {
      home: homeOf(mountedPasswd(accounts, mounts), user.uid),
      mounts: [...devices, ...mounts],
      network,
      ...(devices.length > 0 && { bindsDevices: true }),
    });
    return withTrust(session, job, (trusting) =>
      withLimits(session, trusting, (limited) =>
        superviseJob(() => startServed(runtime, limited, session), session, context),
      ),
    );
  });
}

/** What its system calls ask for is answered from then on. */
function startServed(runtime: Runtime, job: Job, { deviceRequests }: JailSession): RunningJob {
  const running = runtime.start(job);
  deviceRequests.serve();
  return running;
}

/** Makes the job trust the certificates of the session, if there are any. */
async function withTrust(
  { memory, params }: JailSession,
  job: Job,
  supervise: (job: Job) => Promise<Exit>,
): Promise<Exit> {
  if (params.trust === undefined) return supervise(job);
  const added = addTrust(job.rootfs, job.env, params.trust, memory);
  try {
    return await supervise({ ...job, mounts: [...job.mounts, ...added.mounts], env: [...job.env, ...added.env] });
  } finally {
    added.remove();
  }
}

/** /etc/hosts and /etc/resolv.conf, unless a mount of the command covers them. */
function systemFiles(
  { memory }: JailSession,
  { mounts, hostname, extraHosts }: WireSpec,
  resolvConf: string,
): PreparedMounts {
  const targets = mounts.map(({ target }) => target);
  const contents = [hostsFile(hostname, extraHosts), resolvConf];
  const files = SYSTEM_TARGETS.files.flatMap((path, index) => {
    if (isCovered(path, targets)) return [];
    const file = memory.write(contents[index] ?? '', { mode: 0o644, uid: 0, gid: 0 });
    const { source, flags } = file;
    return [{ file, mount: { kind: 'bind' as const, source, target: `/${path}`, directory: false, flags } }];
  });
  return {
    mounts: files.map(({ mount }) => mount),
    release: () => files.forEach(({ file }) => file.remove()),
  };
}

/** What an image has in the place of a system directory would lead the system's own mounts elsewhere. */
export function refuseLinks(tree: JailSnapshot['tree']): void {
  for (const path of SYSTEM_TARGETS.directories) {
    const entry = tree.get(path);
    if (entry === undefined || entry.type === 'directory') continue;
    throw new SandboxError('RUN_FAILED', `/${path} of the image is no directory`, { data: { path } });
  }
}

/** Where nothing of the system or the command is mounted. */
function devicesOf({ trees }: JailSnapshot, mounts: readonly JobMount[]): readonly JobMount[] {
  const targets = [...COVERED, ...mounts.map(({ target }) => target)];
  return deviceMounts(trees, (path) => isCovered(path, targets));
}

/** What must be there to mount onto; what lies inside another mount is made there by the runtime. */
function targetsOf(mounts: readonly JobMount[]): readonly MountTarget[] {
  const own = mounts.filter(({ target }, index) => !isCovered(confinePath(target), before(mounts, index)));
  return [
    ...SYSTEM_TARGETS.directories.map((path) => ({ path, directory: true })),
    ...own.map((mount) => ({
      path: confinePath(mount.target),
      ...(mount.kind === 'tmpfs' ? { directory: true, mode: mount.mode } : { directory: mount.directory }),
    })),
  ];
}

function before(mounts: readonly JobMount[], index: number): readonly string[] {
  return mounts.slice(0, index).map(({ target }) => target);
}

function refuseStranger({ params }: JailSession, name: string, { uid, gid, groups }: ResolvedUser): void {
  const { uids, gids } = params.idCount;
  // Where only one gid exists, nobody can have supplementary groups.
  const needed = params.ids === 'single' ? [gid] : groups;
  if (uid < uids && needed.every((id) => id < gids)) return;
  const who = `USER ${name} (${uid}:${gid})`;
  const data = { uid, gid };
  if (params.ids === 'single') {
    throw new SandboxError('SINGLE_UID_USER', `${who} does not exist here: only uid 0 does`, {
      hint: 'install the package uidmap and give this user a range of ids in /etc/subuid and /etc/subgid',
      data,
    });
  }
  throw new SandboxError('RUN_USER_INVALID', `${who} does not exist here: ids end at ${Math.min(uids, gids) - 1}`, {
    hint: 'enlarge the ranges of this user in /etc/subuid and /etc/subgid',
    data,
  });
}

/** An image may say that it is for another CPU and not be: only its program tells. */
export function refuseForeign(root: string, search: ProgramSearch, { interpreter }: WireSpec): void {
  if (interpreter === undefined || interpreter.program !== undefined || !isForeign(root, search)) return;
  throw interpreterMissing(interpreter.name, 'it is neither registered nor installed');
}

/** As Docker's runtime ends where there is no program to execute. */
export function complain(complaint: string, context: CallContext): Exit {
  context.output('stderr', Buffer.from(`${complaint}\n`));
  return { code: 1, oom: false };
}

export function jobOf(
  rootfs: string,
  spec: WireSpec,
  user: ResolvedUser,
  { home, ...surroundings }: Pick<Job, 'mounts' | 'network' | 'bindsDevices'> & { readonly home: string },
): Job {
  const { args, env, cwd, hostname } = spec;
  const hasHome = env.some((variable) => variable.startsWith('HOME='));
  return {
    id: `run-${serial++}`,
    rootfs,
    args,
    cwd,
    hostname,
    ...surroundings,
    env: hasHome ? env : [...env, `HOME=${home}`],
    uid: user.uid,
    gid: user.gid,
    groups: user.groups,
    ...(spec.input && { input: spec.input === 'pipe' ? {} : spec.input }),
    insecure: spec.security === 'insecure',
    limits: resolveLimits(spec.ulimits),
    shmSize: spec.shmSize ?? DEFAULT_SHM_SIZE,
  };
}

/** Runs the job in a control group where limits were asked for. */
async function withLimits(
  { controlGroups, scratch }: JailSession,
  job: Job,
  supervise: (job: Job) => Promise<Exit>,
): Promise<Exit> {
  if (controlGroups === undefined) return supervise(job);
  const group = controlGroups.create(`${scratch.id}-${job.id}`);
  try {
    const exit = await supervise({ ...job, entrances: group.entrances });
    return { ...exit, oom: group.oomKilled() };
  } finally {
    await group.remove();
  }
}

/** Passes output on until the command has ended and said all. */
export async function superviseJob(
  start: () => RunningJob,
  { params }: Pick<JailSession, 'params'>,
  context: CallContext,
): Promise<Exit> {
  const job = start();
  if (job.input) context.listen(job.input);
  const { seconds } = params.limits;
  let timedOut = false;
  const kill = (): void => job.kill();
  const expire = (): void => {
    timedOut = true;
    job.kill();
  };
  const timer = seconds === undefined ? undefined : setTimeout(expire, seconds * 1000);
  context.signal.addEventListener('abort', kill, { once: true });
  if (context.signal.aborted) kill();
  try {
    const { stdout, stderr } = job;
    const [exit] = await Promise.all([job.exited, pump(stdout, 'stdout', context), pump(stderr, 'stderr', context)]);
    if (context.signal.aborted) throw abortReason(context.signal);
    if (exit.complaint !== undefined) context.output('stderr', Buffer.from(`${exit.complaint}\n`));
    return { code: exit.code, oom: false, ...(timedOut ? { timedOut: true as const } : {}) };
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener('abort', kill);
  }
}

async function pump(stream: Readable, name: 'stdout' | 'stderr', context: CallContext): Promise<void> {
  const ended = once(stream, 'close');
  stream.on('data', (chunk: Uint8Array) => {
    if (context.output(name, chunk)) return;
    stream.pause();
    void context.drained().then(() => stream.resume());
  });
  await ended;
}
