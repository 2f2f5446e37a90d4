import type { Exit, RunIO, RunMount, RunSpec, SandboxSession } from '@strake/sandbox/ports';
import type { Digest } from '@strake/core';
import type { ExecOp, Vertex } from '@strake/planner/graph';
import { ExecutorError } from '../error.ts';
import { addLayers, layersOf } from '../layers.ts';
import type { OpContext, OpRunner } from './context.ts';
import { execMounts, secretEnv } from './exec-mounts.ts';
import { createOutputTail } from './output-tail.ts';

const HOSTNAME = 'buildkitsandbox';

/** RUN: a snapshot of the base, the command in the sandbox, and what it changed as a layer. */
export const runExec: OpRunner<'exec'> = async (vertex, inputs, context) => {
  const { services, signal, now } = context;
  const session = await openSession(vertex, context);
  const base = layersOf(inputs[0]);
  const [mounts, secrets] = await Promise.all([execMounts(vertex.op, inputs, context), secretEnv(vertex.op, context)]);
  const snapshot = await session.snapshotter.prepare(base.layers, signal);
  try {
    const { io, tail, flush } = logTo(vertex.digest, context);
    const spec = runSpec(vertex.op, mounts, [...context.proxyEnv, ...secrets]);
    const exit = await session.sandbox.run(snapshot, spec, io, signal);
    flush();
    if (exit.code !== 0) throw runFailed(vertex.op, exit, tail.lines());
    const created = new Date(now()).toISOString();
    const diffId = await snapshot.commit(signal);
    const layer = await services.layers.get(diffId);
    if (!layer) throw new Error(`the sandbox committed layer ${diffId}, but the store does not have it`);
    return addLayers(base, [layer], { hasher: services.hasher, created });
  } finally {
    await snapshot[Symbol.asyncDispose]();
  }
};

/** `moreEnv` is what is part of no key: proxies and secrets. */
function runSpec(op: ExecOp, mounts: readonly RunMount[], moreEnv: readonly string[]): RunSpec {
  return {
    args: op.args,
    env: [...op.env, ...moreEnv],
    cwd: op.cwd,
    user: op.user,
    hostname: op.hostname ?? HOSTNAME,
    network: op.network === 'none' ? 'none' : 'host',
    security: op.security,
    mounts,
    extraHosts: op.extraHosts ?? [],
    ulimits: op.ulimits ?? [],
    ...(op.shmSize === undefined ? {} : { shmSize: op.shmSize }),
  };
}

async function openSession(vertex: Vertex<ExecOp>, { services }: OpContext): Promise<SandboxSession> {
  if (vertex.op.devices?.some((device) => device.required)) {
    throw new ExecutorError('UNSUPPORTED', 'RUN --device is not supported', {
      hint: 'mark the device optional or drop the flag',
    });
  }
  if (!services.sandbox) {
    throw new ExecutorError('NO_SANDBOX', 'a RUN step needs a sandbox, and none is available here');
  }
  return services.sandbox();
}

/** Output as events, decoded as UTF-8 across chunk borders. */
function logTo(
  vertex: Digest,
  { emit }: OpContext,
): { io: RunIO; tail: ReturnType<typeof createOutputTail>; flush(): void } {
  const tail = createOutputTail();
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const put = (stream: 'stdout' | 'stderr', text: string): void => {
    if (text === '') return;
    tail.push(text);
    emit({ type: 'log', vertex, stream, text });
  };
  return {
    io: { output: (stream, chunk) => put(stream, decoders[stream].decode(chunk, { stream: true })) },
    tail,
    flush() {
      put('stdout', decoders.stdout.decode());
      put('stderr', decoders.stderr.decode());
    },
  };
}

function runFailed(op: ExecOp, exit: Exit, output: readonly string[]): ExecutorError {
  const command = op.args.join(' ');
  const reason = exit.oom ? ' (out of memory)' : '';
  return new ExecutorError(
    'RUN_FAILED',
    `process ${JSON.stringify(command)} did not complete successfully: exit code: ${exit.code}${reason}`,
    { data: { exitCode: exit.code, args: op.args, output }, ...exitHint(exit.code) },
  );
}

function exitHint(code: number): { hint?: string } {
  if (code === 127) return { hint: 'exit code 127: the command was not found in the image' };
  if (code === 126) return { hint: 'exit code 126: the command is not executable' };
  return {};
}
