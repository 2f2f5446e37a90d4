import type { Digest, EventSink } from '@strake/core';
import type { Graph, Vertex } from '@strake/planner/graph';
import { StepError } from '../error.ts';
import type { BuildEvent } from '../events.ts';
import type { OpContext } from '../ops/context.ts';
import type { KnownResult, Result } from '../result.ts';
import type { Services } from '../services.ts';
import { runOnDemand } from './run-on-demand.ts';
import { schedule } from './schedule.ts';
import { commandBases } from './command-bases.ts';
import { contextSelections } from './selections.ts';
import { runStep, type StepDemand } from './step.ts';

export interface SolveOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: EventSink<BuildEvent>;
  /** Given to every RUN, part of no key. */
  readonly proxyEnv?: readonly string[];
  /** Milliseconds since 1970; the dates of what is made. */
  readonly now?: () => number;
  /** Steps at once; default 16. */
  readonly parallelism?: number;
}

/** The common face of what can run a graph: this executor, and remote engines. */
export type Solver = (graph: Graph, services: Services, options?: SolveOptions) => Promise<ReadonlyMap<Digest, Result>>;

/**
 * Runs a graph: steps in parallel as their inputs allow, results from the cache where their keys are known. Gives the results
 * of the roots and of all that was needed for them.
 * Throws `StepError` for the first step that fails, after all others have stopped; the abort reason when aborted.
 */
export const solve: Solver = async (graph, services, options = {}) => {
  const emit = options.onEvent ?? (() => {});
  const now = options.now ?? Date.now;
  const selections = contextSelections(graph);
  const bases = commandBases(graph);
  const vertices = [...graph.vertices.values()];
  emit({
    type: 'plan',
    vertices: vertices.map(({ digest, origin, inputs }) => ({ digest, label: origin.label, inputs })),
  });
  const contextFor = (vertex: Vertex, signal: AbortSignal): OpContext => ({
    services,
    signal,
    emit,
    now,
    epoch: graph.targets.find((target) => target.epoch !== undefined)?.epoch,
    proxyEnv: options.proxyEnv ?? [],
    progress: (part, current, total) =>
      emit({
        type: 'progress',
        vertex: vertex.digest,
        part,
        current,
        unit: 'bytes',
        ...(total === undefined ? {} : { total }),
      }),
    precedesCommand: bases.has(vertex.digest),
    selectionsOf: ({ digest }) => selections.get(digest) ?? [],
  });
  const runs = runOnDemand(
    (vertex, inputs, demand, signal) => observed(vertex, inputs, contextFor(vertex, signal), demand),
    new Set(graph.targets.map(({ root }) => root)),
  );
  const run = (digest: Digest, inputs: readonly KnownResult[], signal: AbortSignal): Promise<KnownResult> =>
    runs.run(vertexOf(graph, digest), inputs, signal);
  const tasks = vertices.map((vertex) => ({ key: vertex.digest, after: vertex.inputs }));
  await schedule(tasks, run, {
    parallelism: options.parallelism ?? 16,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return runs.results();
};

function vertexOf(graph: Graph, digest: Digest): Vertex {
  const vertex = graph.vertices.get(digest);
  if (!vertex) throw new Error(`the graph has no vertex ${digest}`);
  return vertex;
}

async function observed(
  vertex: Vertex,
  inputs: readonly KnownResult[],
  context: OpContext,
  demand: StepDemand,
): Promise<KnownResult> {
  const { emit, now } = context;
  emit({ type: 'started', vertex: vertex.digest, at: now() });
  try {
    const { result, cached } = await runStep(vertex, inputs, context, demand);
    emit({ type: 'finished', vertex: vertex.digest, at: now(), outcome: cached ? 'cached' : 'done' });
    return result;
  } catch (error) {
    if (context.signal.aborted) {
      emit({ type: 'finished', vertex: vertex.digest, at: now(), outcome: 'cancelled' });
      throw error;
    }
    const failure = new StepError({ vertex: vertex.digest, label: vertex.origin.label }, error);
    emit({ type: 'finished', vertex: vertex.digest, at: now(), outcome: 'failed', error: failure.message });
    throw failure;
  }
}
