import type { EventSink } from '@strake/core';
import type { Op, Vertex } from '@strake/planner/graph';
import type { BuildEvent } from '../events.ts';
import type { LayersResult, Result } from '../result.ts';
import type { Progress, Services, StepTurn } from '../services.ts';
import type { ContextSelection } from '@strake/context';

/** What a running step has at hand. */
export interface OpContext {
  readonly services: Services;
  readonly signal: AbortSignal;
  readonly emit: EventSink<BuildEvent>;
  readonly progress: Progress;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** SOURCE_DATE_EPOCH of the build, in seconds. */
  readonly epoch: number | undefined;
  /** `NAME=value` given to every RUN, part of no key: proxies. */
  readonly proxyEnv: readonly string[];
  /** What the same step on the same base made last, when its other inputs were not what they are now. */
  readonly before?: LayersResult | undefined;
  /** Of the step that is run: nobody waits for one that has failed while somebody looks at it. */
  readonly turn?: StepTurn | undefined;
  /** Whether a command is based on what the step makes, as it is or with more files on it. */
  readonly precedesCommand: boolean;
  /** What the steps of this build select from a local context. */
  selectionsOf(vertex: Vertex): readonly ContextSelection[];
}

/** Runs one kind of op. `inputs[i]` is the result of `vertex.inputs[i]`. */
export type OpRunner<K extends Op['kind']> = (
  vertex: Vertex<Extract<Op, { kind: K }>>,
  inputs: readonly Result[],
  context: OpContext,
) => Promise<Result>;

/** One runner per kind of op: a missing one does not compile. */
export type OpRunners = { readonly [K in Op['kind']]: OpRunner<K> };
