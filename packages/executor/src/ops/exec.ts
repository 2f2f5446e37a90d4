import { joinHints, StrakeError } from '@strake/core';
import type { Exit, RunMount, RunSpec, SandboxSession } from '@strake/sandbox/ports';
import type { ExecOp } from '@strake/planner/graph';
import { ExecutorError } from '../error.ts';
import type { DeviceEdits } from '../services.ts';
import { addLayers, layersOf } from '../layers.ts';
import type { OpContext, OpRunner } from './context.ts';
import { inspectFailure } from './exec-failure.ts';
import { type ExecLog, openExecLog } from './exec-log.ts';
import { execMounts, missingSecrets, secretEnv, secretValues } from './exec-mounts.ts';
import { exitHint } from './exit-hint.ts';

const HOSTNAME = 'buildkitsandbox';

/** RUN: a snapshot of the base, the command in the sandbox, and what it changed as a layer. */
export const runExec: OpRunner<'exec'> = async (vertex, inputs, context) => {
  const { services, signal, now } = context;
  const session = await openSession(context);
  const base = layersOf(inputs[0]);
  const [mounts, env, secrets, devices] = await Promise.all([
    execMounts(vertex.op, inputs, context),
    secretEnv(vertex.op, context),
    secretValues(vertex.op, context),
    deviceEdits(vertex.op, context),
  ]);
  const snapshot = await session.snapshotter.prepare(base.layers, signal);
  let kept = false;
  try {
    const spec = runSpec(vertex.op, [...devices.mounts, ...mounts], [...context.proxyEnv, ...devices.env, ...env]);
    const log = openExecLog(vertex.digest, secrets, context);
    const say = (note: string): void => log.io.output('stderr', new TextEncoder().encode(`${note}\n`));
    for (const note of devices.notes) say(note);
    const exit = await session.sandbox
      .run(snapshot, spec, log.io, signal)
      .then((ended) => {
        if (ended.oom && ended.code === 0) say(SURVIVED);
        return ended;
      })
      .catch((error: unknown) => {
        throw signal.aborted ? error : notStarted(vertex.op, error);
      })
      .finally(() => log.finish());
    if (exit.code !== 0) {
      kept = await inspectFailure({ vertex, session, snapshot, spec, exit, log }, context);
      throw runFailed(vertex.op, exit, log, await missingSecrets(vertex.op, context));
    }
    const created = new Date(now()).toISOString();
    const diffId = await snapshot.commit(signal);
    const layer = await services.layers.get(diffId);
    if (!layer) throw new Error(`the sandbox committed layer ${diffId}, but the store does not have it`);
    return addLayers(base, [layer], { hasher: services.hasher, created });
  } finally {
    if (!kept) await snapshot[Symbol.asyncDispose]();
  }
};

/** A shell does not end with what it has started. */
const SURVIVED = 'note: a process of this step needed more memory than there was, and was killed: raise --memory';

/** `moreEnv` is what is part of no key: proxies and secrets. */
function runSpec(op: ExecOp, mounts: readonly RunMount[], moreEnv: readonly string[]): RunSpec {
  return {
    args: op.args,
    env: [...op.env, ...moreEnv],
    cwd: op.cwd,
    user: op.user,
    hostname: op.hostname ?? HOSTNAME,
    network: op.network,
    security: op.security,
    architecture: op.platform.architecture,
    mounts,
    extraHosts: op.extraHosts ?? [],
    ulimits: op.ulimits ?? [],
    ...(op.shmSize === undefined ? {} : { shmSize: op.shmSize }),
  };
}

const NO_DEVICES: DeviceEdits = { env: [], mounts: [], notes: [] };

async function deviceEdits({ devices = [] }: ExecOp, { services }: OpContext): Promise<DeviceEdits> {
  if (services.devices !== undefined && devices.length > 0) return services.devices(devices);
  const required = devices.find((device) => device.required);
  if (required === undefined) return NO_DEVICES;
  throw new ExecutorError('UNSUPPORTED', `there are no devices here, and ${required.name} is required`, {
    hint: 'drop `required`, or give the executor devices',
  });
}

async function openSession({ services }: OpContext): Promise<SandboxSession> {
  if (!services.sandbox) {
    throw new ExecutorError('NO_SANDBOX', 'a RUN step needs a sandbox, and none is available here');
  }
  return services.sandbox();
}

/** What keeps a command from running is about the command; what is wrong with the sandbox is not. */
function notStarted({ args }: ExecOp, error: unknown): unknown {
  if (!(error instanceof StrakeError) || !/^(RUN|MOUNT)_/.test(error.code)) return error;
  const { message, hint, data } = error;
  const process = JSON.stringify(args.join(' '));
  return new ExecutorError('RUN_FAILED', `process ${process} did not complete successfully: ${message}`, {
    cause: error,
    data: { ...data, args },
    ...(hint === undefined ? {} : { hint }),
  });
}

function runFailed(op: ExecOp, exit: Exit, log: ExecLog, missing: readonly string[]): ExecutorError {
  const command = op.args.join(' ');
  const hint = joinHints(exitHint(exit, log.tail()), secretHint(missing));
  const reason = exit.oom ? ' (out of memory)' : exit.timedOut ? ' (timed out)' : '';
  return new ExecutorError(
    'RUN_FAILED',
    `process ${JSON.stringify(command)} did not complete successfully: exit code: ${exit.code}${reason}`,
    {
      data: {
        exitCode: exit.code,
        args: op.args,
        output: log.tail(),
        ...(log.place === undefined ? {} : { log: log.place }),
      },
      ...(hint === '' ? {} : { hint }),
    },
  );
}

function secretHint(ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined;
  return `it asks for what was not given: ${ids.map((id) => `--secret id=${id},src=FILE`).join(' ')}`;
}
