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
export async function inspectFailure(failure: Failure, { services, signal }: OpContext): Promise<boolean> {
  const look = services.onFailedStep;
  if (look === undefined || signal.aborted) return false;
  const { snapshot } = failure;
  const answer = await look(failedStep(failure), () => Promise.resolve(snapshot[Symbol.asyncDispose]()));
  return answer === 'keep';
}

/** Looking outlives the build, whose signal fires when it has failed. */
const NEVER = new AbortController().signal;

function failedStep({ vertex, session, snapshot, spec, exit, log }: Failure): FailedStep {
  return {
    vertex: vertex.digest,
    label: vertex.origin.label,
    spec,
    exitCode: exit.code,
    output: log.tail(),
    ...(log.place === undefined ? {} : { log: log.place }),
    exec: (args) => execText((io) => session.sandbox.run(snapshot, { ...spec, args }, io, NEVER)),
    attach: (change, io) => session.sandbox.run(snapshot, { ...spec, ...change }, io, NEVER),
    readFile: (path) => snapshot.readFile(path, NEVER),
    capture: () => snapshot.commit(NEVER),
  };
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
