import { type Digest, goQuote } from '@strake/core';
import type { MountOption, RunNode } from '@strake/parser';
import type { BindMount, CacheMount, ExecMount, SecretMount, SshMount, TmpfsMount } from '../../graph/op.ts';
import { mountSource } from '../dependencies.ts';
import { fail } from '../fault.ts';
import { baseName, cleanPath, resolvePath, sourcePath } from '../paths.ts';
import { type StageBuild, workingDirectory } from '../stage-build.ts';
import type { Inputs } from '../vertices.ts';
import { checkMountOptions } from './mount-rules.ts';
import { type MountOptions, type MountType, readMountOptions } from './mount-options.ts';

/** The mounts of a RUN: trees by target, then secrets, then agents. What they show becomes an input. */
export function lowerMounts(node: RunNode, inputs: Inputs, build: StageBuild): readonly ExecMount[] {
  const lowered = node.mounts.map((option) => {
    const options = readMountOptions(option, build);
    checkMountOptions(options, option);
    return LOWERINGS[options.type]({ options, option, inputs, build });
  });
  const agents = numbered(lowered.filter((mount) => mount.type === 'ssh'));
  const secrets = lowered.filter((mount) => mount.type === 'secret');
  const trees = lowered.filter((mount) => mount.type !== 'ssh' && mount.type !== 'secret');
  trees.sort((a, b) => (a.target < b.target ? -1 : Number(a.target > b.target)));
  return [...trees, ...secrets, ...agents];
}

interface MountContext {
  readonly options: MountOptions;
  readonly option: MountOption;
  readonly inputs: Inputs;
  readonly build: StageBuild;
}

const LOWERINGS: { readonly [T in MountType]: (context: MountContext) => ExecMount } = {
  bind: bindMount,
  cache: cacheMount,
  tmpfs: tmpfsMount,
  secret: secretMount,
  ssh: sshMount,
};

function bindMount(context: MountContext): BindMount {
  const { options, inputs, build } = context;
  const input = inputs.index(fromInput(context) ?? build.sources.context());
  const source = sourcePath(options.source ?? '');
  return { type: 'bind', target: targetOf(context), input, source, readonly: options.readonly ?? true };
}

/** The owner and mode of a cache are those of the empty directory it starts from; one that starts from files has theirs. */
function cacheMount(context: MountContext): CacheMount {
  const { options, inputs, build } = context;
  const from = fromInput(context);
  const source = sourcePath(options.source ?? '');
  const asked = source === '' ? { mode: options.mode, uid: options.uid, gid: options.gid } : {};
  const { mode = 0o755, uid = 0, gid = 0 } = asked;
  const isOwned = Object.values(asked).some((value) => value !== undefined);
  const namespace = build.setting.args.get('BUILDKIT_CACHE_MOUNT_NS');
  const id = options.id || cleanPath(options.target ?? '');
  return {
    type: 'cache',
    target: targetOf(context),
    id: namespace ? `${namespace}/${id}` : id,
    sharing: options.sharing ?? 'shared',
    readonly: options.readonly ?? false,
    mode,
    uid,
    gid,
    ...(isOwned && { owned: true }),
    ...(from === undefined ? {} : { input: inputs.index(from) }),
    source,
  };
}

function tmpfsMount(context: MountContext): TmpfsMount {
  const { size, readonly } = context.options;
  return { type: 'tmpfs', target: targetOf(context), ...(size ? { size } : {}), ...(readonly ? { readonly } : {}) };
}

function secretMount({ options, build }: MountContext): SecretMount {
  const id = options.source || options.id || baseName(options.target ?? '');
  const file = options.target || (options.env === undefined ? `/run/secrets/${baseName(id)}` : undefined);
  return {
    type: 'secret',
    id,
    ...(file === undefined ? {} : { target: resolvePath(workingDirectory(build), file) }),
    ...(options.env === undefined ? {} : { env: options.env }),
    required: options.required ?? false,
    mode: options.mode ?? 0o400,
    uid: options.uid ?? 0,
    gid: options.gid ?? 0,
  };
}

function sshMount({ options, build }: MountContext): SshMount {
  return {
    type: 'ssh',
    id: options.id || 'default',
    target: options.target ? resolvePath(workingDirectory(build), options.target) : '',
    required: options.required ?? false,
    mode: options.mode ?? 0o600,
    uid: options.uid ?? 0,
    gid: options.gid ?? 0,
  };
}

/** Agents without a target get one by their number. */
function numbered(agents: readonly SshMount[]): readonly SshMount[] {
  return agents.map((agent, i) => (agent.target === '' ? { ...agent, target: `/run/buildkit/ssh_agent.${i}` } : agent));
}

function targetOf({ options, option, build }: MountContext): string {
  const target = resolvePath(workingDirectory(build), options.target ?? '');
  if (target !== '/') return target;
  return fail('invalid-mount-target', `invalid mount target ${goQuote(target)}`, {
    span: option,
    hint: 'give target= a path below /',
  });
}

/** The vertex that `from` names. */
function fromInput({ option, build }: MountContext): Digest | undefined {
  const source = mountSource(option, build.table, build.setting);
  return source && build.sources.of(source);
}
