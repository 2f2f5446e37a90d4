import { abortReason } from '@strake/core';
import { feignedOwners, ownedByRoot } from '../runtime/feigned-owners.ts';
import { withHostGateway } from '../runtime/hosts-file.ts';
import type { NetworkPool } from '../network/network-pool.ts';
import type { Job, JobMount, JobNetwork, RunningJob, Runtime } from '../runtime/job.ts';
import { checkTargets } from '../runtime/mounts/check-targets.ts';
import { orderMounts } from '../runtime/mounts/order.ts';
import { prepareMounts } from '../runtime/mounts/prepare.ts';
import { programComplaint } from '../runtime/program-search.ts';
import { makeWorkingDirectory, mountedPasswd, readAccounts, refuseUnreadable } from '../runtime/root-files.ts';
import type { Exit } from '../runtime/sandbox.ts';
import { homeOf, resolveUser } from '../runtime/user.ts';
import { addTrust } from '../trust/add-trust.ts';
import { COVERED, devicesOf, refuseLinks, systemFiles, targetsOf } from './command-mounts.ts';
import { withNetwork } from './command-network.ts';
import { jobOf, refuseForeign, refuseStranger } from './job-of.ts';
import type { CallContext } from './peer.ts';
import type { WireSpec } from './protocol.ts';
import type { JailSession } from './session.ts';
import type { JailSnapshot } from './snapshots.ts';
import { complain, superviseJob } from './supervise-job.ts';

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

/** Runs a command from its resolution to its last byte of output. Everything it needed is undone when it settles. */
export async function runCommand(asked: RunRequest): Promise<Exit> {
  const request = asked.runtime.feignsOwners ? { ...asked, spec: ownedByRoot(asked.spec) } : asked;
  const { session, runtime, snapshot, spec, context } = request;
  refuseLinks(snapshot.tree);
  if (spec.interpreter) session.interpreters.register(spec.interpreter);
  const sources = { ...session, directory: `${session.scratch.path}/m`, root: snapshot.tree, cwd: spec.cwd };
  const prepared = await prepareMounts(sources, spec.mounts, context.signal);
  try {
    return await withNetwork(request, async (network, resolvConf) => {
      const extraHosts = withHostGateway(spec.extraHosts, network === 'host');
      const files = systemFiles(session.memory, { ...spec, extraHosts }, resolvConf);
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

function runWith(
  { session, runtime, snapshot, spec, context }: RunRequest,
  mounts: readonly JobMount[],
  network: JobNetwork,
): Promise<Exit> {
  const placed = checkTargets(snapshot.tree, mounts, spec.mounts);
  return snapshot.mounted(targetsOf(placed), async (root) => {
    const accounts = readAccounts(root);
    if (runtime.readsAccounts) refuseUnreadable(accounts, mounts);
    const user = resolveUser(spec.user, accounts);
    refuseStranger(session, spec.user, user);
    const known = session.params.ids === 'single' ? { ...user, groups: [] } : user;
    makeWorkingDirectory(root, spec.cwd, known);
    if (context.signal.aborted) throw abortReason(context.signal);
    const complaint = programComplaint(root, spec, [...COVERED, ...mounts.map(({ target }) => target)]);
    if (complaint !== undefined) return complain(complaint, context);
    refuseForeign(root, spec);
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
