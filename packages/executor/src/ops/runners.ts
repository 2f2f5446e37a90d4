import type { Op, Vertex } from '@strake/planner/graph';
import type { Result } from '../result.ts';
import type { OpContext, OpRunner, OpRunners } from './context.ts';
import { runExec } from './exec.ts';
import { runFile } from './file.ts';
import { runGit, runHttp, runImage, runLocal, runScratch } from './sources.ts';

const runners: OpRunners = {
  scratch: runScratch,
  image: runImage,
  local: runLocal,
  http: runHttp,
  git: runGit,
  file: runFile,
  exec: runExec,
};

export function runOp(vertex: Vertex, inputs: readonly Result[], context: OpContext): Promise<Result> {
  const run = runners[vertex.op.kind] as OpRunner<Op['kind']>;
  return run(vertex, inputs, context);
}
