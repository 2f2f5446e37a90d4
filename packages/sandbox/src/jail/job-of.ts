import { SandboxError } from '../error.ts';
import { isForeign } from '../runtime/foreign-program.ts';
import type { Job } from '../runtime/job.ts';
import { resolveLimits } from '../runtime/limits.ts';
import { interpreterMissing } from '../runtime/register-interpreter.ts';
import type { ResolvedUser } from '../runtime/user.ts';
import type { WireSpec } from './protocol.ts';
import type { JailSession } from './session.ts';

const DEFAULT_SHM_SIZE = 64 * 1024 * 1024;

let serial = 0;

export function jobOf(
  rootfs: string,
  spec: WireSpec,
  user: ResolvedUser,
  { home, ...surroundings }: Pick<Job, 'mounts' | 'network' | 'bindsDevices'> & { readonly home: string },
): Job {
  const { args, env, cwd, hostname } = spec;
  return {
    id: `run-${serial++}`,
    rootfs,
    args,
    cwd,
    hostname,
    ...surroundings,
    env: withHome(env, home),
    uid: user.uid,
    gid: user.gid,
    groups: user.groups,
    ...(spec.input && { input: spec.input === 'pipe' ? {} : spec.input }),
    insecure: spec.security === 'insecure',
    ...(spec.capabilities && { capabilities: spec.capabilities }),
    ...(spec.readonlyRoot && { readonlyRoot: spec.readonlyRoot }),
    limits: resolveLimits(spec.ulimits),
    shmSize: spec.shmSize ?? DEFAULT_SHM_SIZE,
  };
}

/** As under Docker's runtime, an empty `HOME` is none. */
function withHome(env: readonly string[], home: string): readonly string[] {
  if (!env.some((variable) => variable.startsWith('HOME='))) return [...env, `HOME=${home}`];
  return env.map((variable) => (variable === 'HOME=' ? `HOME=${home}` : variable));
}

export function refuseStranger({ params }: JailSession, name: string, { uid, gid, groups }: ResolvedUser): void {
  const { uids, gids } = params.idCount;
  // Where only one gid exists, nobody can have supplementary groups.
  const needed = params.ids === 'single' ? [gid] : groups;
  if (uid < uids && needed.every((id) => id < gids)) return;
  const who = `USER ${name} (${uid}:${gid})`;
  const data = { uid, gid };
  if (params.ids === 'single') {
    throw new SandboxError('SINGLE_UID_USER', `${who} does not exist here: only uid 0 does`, {
      hint: 'strake doctor says what gives this user more ids',
      data,
    });
  }
  throw new SandboxError('RUN_USER_INVALID', `${who} does not exist here: ids end at ${Math.min(uids, gids) - 1}`, {
    hint: 'enlarge the ranges of this user in /etc/subuid and /etc/subgid',
    data,
  });
}

/** An image may say that it is for another CPU and not be: only its program tells. */
export function refuseForeign(root: string, spec: WireSpec): void {
  const { interpreter } = spec;
  if (interpreter === undefined || interpreter.program !== undefined || !isForeign(root, spec)) return;
  throw interpreterMissing(interpreter.name, 'it is neither registered nor installed');
}
