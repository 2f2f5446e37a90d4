import type { Diagnostic } from '@strake/core';
import type { CopyAction, ExecOp, FileAction, Op, Owner, PlanStep, Target, Vertex } from '../../src/index.ts';
import { AMD64, PATH } from './cases.ts';

/** An answer of `plan` as text for people: every field that is not a default, so that any change shows. */
export function summarize(step: PlanStep): string {
  if (step.status === 'needs')
    return step.images.map(({ ref, platform }) => `needs ${ref} ${json(platform)}`).join('\n');
  if (step.status === 'invalid') return step.diagnostics.map(diagnosticLine).join('\n');
  const numbers = new Map([...step.graph.vertices.keys()].map((digest, i) => [digest, `v${i + 1}`]));
  return [
    ...[...step.graph.vertices.values()].flatMap((vertex) => vertexLines(vertex, numbers)),
    ...step.graph.targets.flatMap((target) => targetLines(target, numbers)),
    ...step.diagnostics.map(diagnosticLine),
    ...(step.proxyEnv.length > 0 ? [`proxies ${json(step.proxyEnv)}`] : []),
  ].join('\n');
}

type Numbers = ReadonlyMap<string, string>;

function vertexLines({ digest, op, inputs, origin }: Vertex, numbers: Numbers): readonly string[] {
  const from = inputs.map((input) => numbers.get(input)).join(' ');
  const { stage, range, ignoreCache } = origin;
  const place = [stage && `stage ${stage}`, range && `line ${range.start.line + 1}`, ignoreCache && 'no cache'];
  const details = place.filter(Boolean).join(', ');
  return [
    `${numbers.get(digest)} ${shortened(origin.label)}${details === '' ? '' : ` (${details})`}`,
    ...opLines(op).map((line) => `   ${op.kind}${from === '' ? '' : ` on ${from}`}${line === '' ? '' : `: ${line}`}`),
  ];
}

function opLines(op: Op): readonly string[] {
  if (op.kind === 'exec') return [fields(execFields(op))];
  if (op.kind === 'file') return op.actions.map((action) => `${op.link ? 'link ' : ''}${actionText(action)}`);
  const { kind: _, ...rest } = op;
  return [shortened(fields(rest))];
}

function execFields(op: ExecOp): object {
  const { args, env, cwd, user, network, security, mounts, platform, ...rest } = op;
  return {
    args,
    env: env.filter((entry) => entry !== PATH),
    cwd: cwd === '/' ? undefined : cwd,
    user: user || undefined,
    network: network === 'default' ? undefined : network,
    security: security === 'sandbox' ? undefined : security,
    platform: json(platform) === json(AMD64) ? undefined : platform,
    mounts: mounts.length > 0 ? mounts : undefined,
    ...rest,
    kind: undefined,
  };
}

function actionText(action: FileAction): string {
  const { kind, owner, mode } = action;
  const common = { owner: owner && ownerText(owner), mode: kind === 'mkdir' ? mode.toString(8) : mode };
  if (kind === 'mkdir') return `mkdir ${action.path} ${fields({ ...common, timestamp: action.timestamp })}`;
  if (kind === 'write')
    return `write ${action.destination} ${fields({ name: action.name, data: action.data, ...common })}`.trim();
  return `copy ${action.input}:${json(action.source)} to ${action.destination} ${fields({ ...common, ...copyFields(action) })}`.trim();
}

function copyFields({ exclude, wildcard, parents, unpack }: CopyAction): object {
  return {
    exclude: exclude.length > 0 ? exclude : undefined,
    wildcard: wildcard ? undefined : false,
    parents: parents || undefined,
    unpack: unpack === 'never' ? undefined : unpack,
  };
}

function ownerText({ user, group }: Owner): string {
  return group === undefined ? json(user) : `${json(user)}:${json(group)}`;
}

function targetLines({ platform, root, config, history, epoch }: Target, numbers: Numbers): readonly string[] {
  return [
    `target ${json(platform)}: ${numbers.get(root)}${epoch === undefined ? '' : `, epoch ${epoch}`}`,
    `   config ${json({ ...config, rootfs: undefined })}`,
    ...history.map(({ vertex, created_by, comment, ...rest }) => {
      const by = comment === 'buildkit.dockerfile.v0' ? '' : ` ${json({ comment, ...rest, created: undefined })}`;
      const layer = vertex === undefined ? (rest.empty_layer ? '-' : 'base') : numbers.get(vertex);
      return `   history ${layer}: ${created_by ?? ''}${by}`;
    }),
  ];
}

function diagnosticLine({ severity, code, message, range, hint }: Diagnostic): string {
  const { start, end } = range;
  const place = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
  return `${severity} ${code} at ${place}: ${message}${hint === undefined ? '' : `\n   hint: ${hint}`}`;
}

function fields(object: object): string {
  return Object.entries(object)
    .flatMap(([name, value]) => (value === undefined || json(value) === '[]' ? [] : [`${name}=${json(value)}`]))
    .join(' ');
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

function shortened(text: string): string {
  return text.replaceAll(`sha256:${'0'.repeat(64)}`, 'sha256:0');
}
