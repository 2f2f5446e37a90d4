import { realpathSync } from 'node:fs';
import type { Digest, EventSink } from '@strake/core';
import type { BuildEvent, Result } from '@strake/executor';
import type { StepFacts } from '@strake/lint';
import type { DiskStore } from '@strake/oci/node';
import type { ParseResult } from '@strake/parser';
import type { Graph, Vertex } from '@strake/planner/graph';
import type { BuildInput } from '../input/build-input.ts';
import { contextKind, type ContextInput } from '../input/context-input.ts';
import { type LastBuild, type MeasuredStep, readLastBuild, writeLastBuild } from './last-build.ts';
import { instructionText, stepFacts } from './step-facts.ts';

/** What is measured while a build runs. */
export interface BuildMeter {
  /** Takes the events of the build. */
  readonly onEvent: EventSink<BuildEvent>;
  /** Keeps what was measured; `results` as far as the build came. Never throws: it is a hint that is lost then. */
  remember(graph: Graph, results: ReadonlyMap<Digest, Result>): Promise<void>;
}

export interface MeteredBuild extends Pick<BuildInput, 'context' | 'target' | 'onEvent'> {
  /** Path of the Dockerfile. What is no file of this machine is not remembered. */
  readonly file: string | undefined;
  readonly parsed: ParseResult;
}

/** Measures a build, to be remembered as the last one of its Dockerfile. Hands on the events. */
export function createBuildMeter(build: MeteredBuild, store: DiskStore): BuildMeter {
  const times = new Map<Digest, Timing>();
  return {
    onEvent(event) {
      build.onEvent?.(event);
      if (event.type === 'started') times.set(event.vertex, { started: event.at });
      if (event.type !== 'finished') return;
      const { started } = times.get(event.vertex) ?? { started: event.at };
      times.set(event.vertex, { started, ended: event.at, outcome: event.outcome });
    },
    async remember(graph, results) {
      if (build.file === undefined) return;
      try {
        await rememberBuild(build, realpathSync.native(build.file), { graph, results, times }, store);
      } catch {
        // A Dockerfile that is gone, or a store that is full.
      }
    },
  };
}

interface Timing {
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended?: number;
  readonly outcome?: string;
}

interface Measured {
  readonly graph: Graph;
  readonly results: ReadonlyMap<Digest, Result>;
  readonly times: ReadonlyMap<Digest, Timing>;
}

async function rememberBuild(
  { parsed, context, target }: MeteredBuild,
  file: string,
  measured: Measured,
  store: DiskStore,
): Promise<void> {
  const earlier = readLastBuild(file, store.directory);
  const before = new Map((earlier ? stepFacts(earlier, parsed) : []).map((step) => [step.line, step]));
  const now = await measuredLines(measured, store);
  const steps = parsed.ast.instructions.flatMap((node): MeasuredStep[] => {
    const facts = { ...before.get(node.startLine), ...now.get(node.startLine) };
    if (!before.has(node.startLine) && !now.has(node.startLine)) return [];
    return [{ ...facts, line: node.startLine, text: instructionText(node, parsed), cached: facts.cached ?? true }];
  });
  const last: LastBuild = {
    file,
    at: new Date().toISOString(),
    ...contextDirectory(context),
    ...(target === undefined ? {} : { target }),
    steps,
  };
  await writeLastBuild(last, store.records);
}

function contextDirectory(context: ContextInput | undefined): Pick<LastBuild, 'context'> {
  const kind = context === undefined ? undefined : contextKind(context);
  return kind?.kind === 'directory' ? { context: realpathSync.native(kind.path) } : {};
}

/** By the line on which an instruction begins. */
async function measuredLines(measured: Measured, store: DiskStore): Promise<ReadonlyMap<number, StepFacts>> {
  const lines = new Map<number, StepFacts>();
  for (const vertex of measured.graph.vertices.values()) {
    const line = vertex.origin.range?.start.line;
    const time = measured.times.get(vertex.digest);
    if (line === undefined || (time?.outcome !== 'done' && time?.outcome !== 'cached')) continue;
    const cached = time.outcome === 'cached';
    const layerBytes = await addedBytes(vertex, measured.results, store);
    const facts = {
      line,
      cached,
      ...(cached || time.ended === undefined ? {} : { seconds: Math.max(0, time.ended - time.started) / 1000 }),
      ...(layerBytes === undefined ? {} : { layerBytes }),
    };
    const other = lines.get(line);
    lines.set(line, other ? larger(facts, other) : facts);
  }
  return lines;
}

function larger(a: StepFacts, b: StepFacts): StepFacts {
  const most = (x: number | undefined, y: number | undefined): number | undefined =>
    x === undefined || y === undefined ? (x ?? y) : Math.max(x, y);
  const seconds = most(a.seconds, b.seconds);
  const layerBytes = most(a.layerBytes, b.layerBytes);
  return {
    line: a.line,
    cached: a.cached === true && b.cached === true,
    ...(seconds === undefined ? {} : { seconds }),
    ...(layerBytes === undefined ? {} : { layerBytes }),
  };
}

/** Bytes of the layers that a step put on its base; undefined for what has none or was never here uncompressed. */
async function addedBytes(
  { digest, inputs, op }: Vertex,
  results: ReadonlyMap<Digest, Result>,
  store: DiskStore,
): Promise<number | undefined> {
  const result = results.get(digest);
  if (result?.kind !== 'layers' || (op.kind !== 'exec' && op.kind !== 'file')) return undefined;
  const base = inputs[0] === undefined ? undefined : results.get(inputs[0]);
  const below = base?.kind === 'layers' ? base.layers.length : 0;
  let bytes = 0;
  for (const { diffId } of result.layers.slice(below)) {
    const blob = await store.content.stat(diffId);
    if (blob === undefined) return undefined;
    bytes += blob.size;
  }
  return bytes;
}
