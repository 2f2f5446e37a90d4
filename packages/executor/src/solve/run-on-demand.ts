import type { Digest } from '@strake/core';
import type { Vertex } from '@strake/planner/graph';
import { isHere } from '../layers.ts';
import type { KnownResult, Result } from '../result.ts';
import type { StepDemand } from './step.ts';

/** Runs one vertex: what `demand.nameIsEnough` does not allow is no result of it. */
export type RunVertex = (
  vertex: Vertex,
  inputs: readonly KnownResult[],
  demand: StepDemand,
  signal: AbortSignal,
) => Promise<KnownResult>;

/** The vertices of one build, each run as far as others need it. */
export interface DemandedRuns {
  /** The result of a vertex, or only its name, where that is known and the vertex is no root. */
  run(vertex: Vertex, inputs: readonly KnownResult[], signal: AbortSignal): Promise<KnownResult>;
  /** Those that are more than names. */
  results(): Promise<ReadonlyMap<Digest, Result>>;
}

interface Known {
  readonly vertex: Vertex;
  readonly inputs: readonly KnownResult[];
  readonly result: KnownResult;
}

/** A vertex of which the name was enough at first is run again, once, when a step needs its files: as BuildKit does it. */
export function runOnDemand(runVertex: RunVertex, roots: ReadonlySet<Digest>): DemandedRuns {
  const known = new Map<Digest, Known>();
  const made = new Map<Digest, Promise<Result>>();
  const demand = (
    { inputs: digests }: Vertex,
    inputs: readonly KnownResult[],
    nameIsEnough: boolean,
    signal: AbortSignal,
  ): StepDemand => ({
    nameIsEnough,
    async inputsHere() {
      const here: Result[] = [];
      // One after another: they run in the place of the step that needs them, as the scheduler counts.
      for (const [i, input] of inputs.entries()) here.push(isHere(input) ? input : await make(digests[i], signal));
      return here;
    },
  });
  const make = (digest: Digest | undefined, signal: AbortSignal): Promise<Result> => {
    const found = digest === undefined ? undefined : known.get(digest);
    if (!found) throw new Error(`the name of ${digest} is known before it was looked up`);
    const { vertex, inputs } = found;
    const running = made.get(vertex.digest) ?? wholly(vertex, inputs, signal);
    made.set(vertex.digest, running);
    return running;
  };
  const wholly = async (vertex: Vertex, inputs: readonly KnownResult[], signal: AbortSignal): Promise<Result> => {
    const result = await runVertex(vertex, inputs, demand(vertex, inputs, false, signal), signal);
    if (!isHere(result)) throw new Error(`only the name of ${vertex.digest} is known after it was run`);
    return result;
  };
  return {
    async run(vertex, inputs, signal) {
      const result = await runVertex(vertex, inputs, demand(vertex, inputs, !roots.has(vertex.digest), signal), signal);
      known.set(vertex.digest, { vertex, inputs, result });
      return result;
    },
    async results() {
      const here = new Map<Digest, Result>();
      for (const [digest, { result }] of known) {
        const last = (await made.get(digest)) ?? result;
        if (isHere(last)) here.set(digest, last);
      }
      return here;
    },
  };
}
