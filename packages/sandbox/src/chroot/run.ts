import { abortReason } from '@strake/core';
import { refuseLinks, systemFiles } from '../jail/command-mounts.ts';
import { jobOf, refuseForeign } from '../jail/job-of.ts';
import type { CallContext } from '../jail/peer.ts';
import type { WireSpec } from '../jail/protocol.ts';
import { complain, superviseJob } from '../jail/supervise-job.ts';
import { resolvConf, withHostGateway } from '../runtime/hosts-file.ts';
import type { Runtime } from '../runtime/job.ts';
import { checkTargets } from '../runtime/mounts/check-targets.ts';
import { orderMounts } from '../runtime/mounts/order.ts';
import { programComplaint } from '../runtime/program-search.ts';
import { makeWorkingDirectory, mountedPasswd, readAccounts } from '../runtime/root-files.ts';
import type { Exit } from '../runtime/sandbox.ts';
import { homeOf, resolveUser } from '../runtime/user.ts';
import { layeredTree } from '../snapshot/layered.ts';
import { addTrust } from '../trust/add-trust.ts';
import { limit, prepareToMove } from './prepare-mounts.ts';
import type { ChrootSession } from './session.ts';
import type { RootSnapshot } from '../roots/root-snapshot.ts';

/** What runs a command in a snapshot. */
export interface ChrootRunRequest {
  readonly session: ChrootSession;
  readonly runtime: Runtime;
  readonly snapshot: RootSnapshot;
  readonly spec: WireSpec;
  readonly context: CallContext;
}

/** Runs a command from its resolution to its last byte of output. Everything it needed is taken back when it settles. */
export async function runInRoot({ session, runtime, snapshot, spec, context }: ChrootRunRequest): Promise<Exit> {
  if (spec.ports && spec.ports.length > 0) throw limit('publish ports');
  const { root } = snapshot;
  refuseLinks(layeredTree([root]));
  const prepared = await prepareToMove(session, spec.mounts, context.signal);
  const extraHosts = withHostGateway(spec.extraHosts, true);
  const files = systemFiles(session.files, { ...spec, extraHosts }, resolvConf());
  try {
    return await snapshot.using(async () => {
      const accounts = readAccounts(root);
      const user = resolveUser(spec.user, accounts);
      makeWorkingDirectory(root, spec.cwd, user);
      if (context.signal.aborted) throw abortReason(context.signal);
      const mounts = orderMounts([...files.mounts, ...prepared.mounts]);
      checkTargets(layeredTree([root]), mounts, spec.mounts);
      const complaint = programComplaint(root, spec, ['/dev', ...mounts.map(({ target }) => target)]);
      if (complaint !== undefined) return complain(complaint, context);
      refuseForeign(root, spec);
      const home = homeOf(mountedPasswd(accounts, mounts), user.uid);
      const job = jobOf(root, spec, user, { home, mounts, network: spec.network === 'none' ? 'none' : 'host' });
      const trust = session.params.trust && addTrust(root, job.env, session.params.trust, session.files);
      const trusting = trust
        ? { ...job, mounts: [...job.mounts, ...trust.mounts], env: [...job.env, ...trust.env] }
        : job;
      try {
        return await superviseJob(() => runtime.start(trusting), session, context);
      } finally {
        trust?.remove();
      }
    });
  } finally {
    files.release();
    prepared.release();
  }
}
