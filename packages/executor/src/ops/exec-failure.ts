import type { ByteStream } from '@strake/core';
import type { LayerStore } from '@strake/oci';
import type { Exit, RunSpec, SandboxSession, Snapshot } from '@strake/sandbox/ports';
import type { ExecOp, Vertex } from '@strake/planner/graph';
import type { ExecResult, FailedStep } from '../failed-step.ts';
import type { OpContext } from './context.ts';
import type { ExecLog } from './exec-log.ts';

/** A RUN that has failed, with all that is needed to look at it. */
export interface Failure {
  readonly vertex: Vertex<ExecOp>;
  readonly session: SandboxSession;
  readonly snapshot: Snapshot;
  readonly spec: RunSpec;
  readonly exit: Exit;
  readonly log: ExecLog;
}

/** Shows the failure to who wants to see it. True when the snapshot stays: it is theirs to release. */
export async function inspectFailure(failure: Failure, { services, signal, turn }: OpContext): Promise<boolean> {
  const look = services.onFailedStep;
  if (look === undefined || signal.aborted) return false;
  turn?.[Symbol.dispose]();
  const { snapshot } = failure;
  const answer = await look(failedStep(failure, services.layers), () =>
    Promise.resolve(snapshot[Symbol.asyncDispose]()),
  );
  return answer === 'keep';
}

/** Looking outlives the build, whose signal fires when it has failed. */
const NEVER = new AbortController().signal;

function failedStep(failure: Failure, layers: LayerStore): FailedStep {
  const { vertex, session, snapshot, spec, exit, log } = failure;
  return {
    vertex: vertex.digest,
    label: vertex.origin.label,
    spec,
    env: vertex.op.env,
    exitCode: exit.code,
    output: log.tail(),
    ...(log.place === undefined ? {} : { log: log.place }),
    exec: (args) => execText((io) => session.sandbox.run(snapshot, { ...spec, args }, io, NEVER)),
    attach: (change, io, stop = NEVER) => session.sandbox.run(snapshot, { ...spec, ...change }, io, stop),
    readFile: (path) => snapshot.readFile(path, NEVER),
    changes: () => changesOf(failure, layers),
  };
}

async function* changesOf({ snapshot }: Failure, layers: LayerStore): ByteStream {
  const layer = await layers.get(await snapshot.commit(NEVER));
  if (layer === undefined) throw new Error('the sandbox committed a layer that the store does not have');
  yield* layer.tar();
}

async function execText(run: (io: Parameters<FailedStep['attach']>[1]) => Promise<Exit>): Promise<ExecResult> {
  const text = { stdout: '', stderr: '' };
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const { code } = await run({
    output(stream, chunk) {
      text[stream] += decoders[stream].decode(chunk, { stream: true });
    },
  });
  return { exitCode: code, ...text };
}
