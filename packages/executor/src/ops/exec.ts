import type { Exit, RunIO, SandboxSession } from '@strake/sandbox/ports';
import type { Digest } from '@strake/core';
import type { ExecOp, Vertex } from '@strake/planner/graph';
import { ExecutorError } from '../error.ts';
import { layersOf, layersResult } from '../layers.ts';
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
  await using snapshot = await session.snapshotter.prepare(base.layers, signal);
  const { io, tail, flush } = logTo(vertex.digest, context);
  const spec = {
    args: vertex.op.args,
    env: [...vertex.op.env, ...context.proxyEnv, ...secrets],
    cwd: vertex.op.cwd,
    user: vertex.op.user,
    hostname: vertex.op.hostname ?? HOSTNAME,
    network: vertex.op.network === 'none' ? ('none' as const) : ('host' as const),
    security: vertex.op.security,
    mounts,
    extraHosts: vertex.op.extraHosts ?? [],
    ulimits: vertex.op.ulimits ?? [],
    ...(vertex.op.shmSize === undefined ? {} : { shmSize: vertex.op.shmSize }),
  };
  const exit = await session.sandbox.run(snapshot, spec, io, signal);
  flush();
  if (exit.code !== 0) throw runFailed(vertex.op, exit, tail.lines());
  const created = new Date(now()).toISOString();
  const diffId = await snapshot.commit(signal);
  const layer = await services.layers.get(diffId);
  if (!layer) throw new Error(`the sandbox committed layer ${diffId}, but the store does not have it`);
  return layersResult([...base.layers, layer], services.hasher, created);
};

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
