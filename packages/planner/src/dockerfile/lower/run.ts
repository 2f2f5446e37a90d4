import type { RunNode } from '@strake/parser';
import { withLayer } from '../../config/history.ts';
import type { ExecMount, ExecOp } from '../../graph/op.ts';
import type { Variables } from '../expand.ts';
import { fail } from '../fault.ts';
import { flagOf } from '../flags.ts';
import { cleanPath } from '../paths.ts';
import type { Setting } from '../setting.ts';
import { type Lower, type StageBuild, workingDirectory } from '../stage-build.ts';
import { commandText } from '../title.ts';
import { createInputs } from '../vertices.ts';
import { commandLine } from './command-line.ts';
import { runDevices } from './devices.ts';
import { lowerMounts } from './mounts.ts';

/** RUN: one exec, one layer. */
export const lowerRun: Lower<RunNode> = (node, step, build) => {
  const { args, scripts, summary } = commandLine(node, step, build.image);
  const inputs = createInputs(build.root);
  const mounts = lowerMounts(node, inputs, build);
  const devices = runDevices(node);
  const op: ExecOp = {
    kind: 'exec',
    args,
    env: environment(build, mounts),
    cwd: cleanPath(workingDirectory(build)),
    user: build.image.user,
    network: networkOf(node, build.setting),
    security: securityOf(node),
    mounts,
    platform: build.platform,
    ...limits(build.setting),
    ...(scripts.length > 0 ? { scripts } : {}),
    ...(devices.length > 0 ? { devices } : {}),
  };
  const shown = withMaskedSecrets(build.variables, mounts);
  const origin = build.titles.next(step, commandText(step, summary, shown), build.variables);
  const before = historyText(args, build);
  build.root = build.vertices.add(op, inputs.digests, origin);
  build.image.history = withLayer(build.image.history, `RUN ${before} # buildkit`, build.root);
};

/** Variables in order; the agent's socket among them when there is one and nothing else names it. */
function environment({ variables }: StageBuild, mounts: readonly ExecMount[]): readonly string[] {
  const entries = Array.from(variables, ([name, value]) => `${name}=${value}`);
  const agent = mounts.find((mount) => mount.type === 'ssh');
  return agent && !variables.has('SSH_AUTH_SOCK') ? [...entries, `SSH_AUTH_SOCK=${agent.target}`] : entries;
}

function networkOf(node: RunNode, { options }: Setting): ExecOp['network'] {
  const flag = flagOf(node, 'network');
  const mode = flag?.value ?? 'default';
  if (mode === 'default') return options.network ?? 'default';
  if (mode === 'none' || mode === 'host') return mode;
  return fail('invalid-network', `invalid network mode "${mode}"`, {
    span: flag ?? node,
    hint: 'it is default, none or host',
  });
}

function securityOf(node: RunNode): ExecOp['security'] {
  const flag = flagOf(node, 'security');
  const mode = flag?.value ?? 'sandbox';
  if (mode === 'sandbox' || mode === 'insecure') return mode;
  return fail('invalid-security', `security "${mode}" is not valid`, {
    span: flag ?? node,
    hint: 'it is sandbox or insecure',
  });
}

function limits({ options, args }: Setting): Pick<ExecOp, 'hostname' | 'shmSize' | 'ulimits' | 'extraHosts'> {
  const hostname = args.get('BUILDKIT_SANDBOX_HOSTNAME') || options.hostname;
  const { shmSize, ulimits, extraHosts } = options;
  return {
    ...(hostname ? { hostname } : {}),
    ...(shmSize ? { shmSize } : {}),
    ...(ulimits && ulimits.length > 0 ? { ulimits } : {}),
    ...(extraHosts && extraHosts.length > 0 ? { extraHosts } : {}),
  };
}

/** `|2 A=1 B=2 /bin/sh -c ...`: the ARGs in scope, then the words. */
function historyText(args: readonly string[], build: StageBuild): string {
  const declared = Array.from(build.args, ([name, value]) => `${name}=${build.variables.get(name) ?? value ?? ''}`);
  return [...(declared.length > 0 ? [`|${declared.length}`, ...declared] : []), ...args].join(' ');
}

/** In titles, a variable whose value comes from a secret says so. */
function withMaskedSecrets(variables: Variables, mounts: readonly ExecMount[]): Variables {
  const secrets = mounts.flatMap((mount) => (mount.type === 'secret' && mount.env !== undefined ? [mount.env] : []));
  return secrets.length === 0 ? variables : new Map([...variables, ...secrets.map((name) => [name, '****'] as const)]);
}
