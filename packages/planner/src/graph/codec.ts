import type { Digest } from '@strake/core';
import { PlannerError } from '../error.ts';
import type { Op } from './op.ts';
import { digest, opShape, platform } from './op-shape.ts';
import { anyObject, boolean, integer, list, literal, record, type Shape, string } from './shape.ts';
import { graphOf } from './topology.ts';
import { type Graph, type Target, type Vertex, vertex } from './vertex.ts';

const FORMAT = 'strake.graph.1';

/** The graph as JSON. Equal graphs give equal texts. */
export function encodeGraph(graph: Graph): string {
  const vertices = [...graph.vertices.values()].map(({ digest, op, inputs, origin }) => ({
    digest,
    op,
    inputs,
    origin,
  }));
  return `${JSON.stringify({ format: FORMAT, vertices, targets: graph.targets }, null, 1)}\n`;
}

/**
 * The graph that `encodeGraph` wrote. Checks shapes, digests, that inputs come before their users and that roots
 * exist; throws `PlannerError` (`INVALID_GRAPH`) for anything else.
 */
export function decodeGraph(text: string): Graph {
  const stored = parseJson(text);
  const problem = storedGraph(stored, '$');
  if (problem !== undefined) throw invalid(problem);
  const { vertices: encoded, targets } = stored as StoredGraph;
  const vertices = new Map<Digest, Vertex>();
  for (const item of encoded) vertices.set(item.digest, checkedVertex(item, vertices));
  for (const { root } of targets) if (!vertices.has(root)) throw invalid(`target ${root} is not a vertex`);
  return graphOf(targets, vertices);
}

interface StoredGraph {
  readonly vertices: readonly Vertex[];
  readonly targets: readonly Target[];
}

const position = record({ line: integer, character: integer, offset: integer });
const origin = record(
  { label: string },
  { stage: string, range: record({ start: position, end: position }), ignoreCache: boolean },
);
const history = record(
  {},
  { created: string, created_by: string, author: string, comment: string, empty_layer: boolean, vertex: digest },
);
const storedGraph: Shape = record({
  format: literal(FORMAT),
  vertices: list(record({ digest, op: opShape, inputs: list(digest), origin })),
  targets: list(record({ platform, root: digest, config: anyObject, history: list(history) }, { epoch: integer })),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid('not JSON', cause);
  }
}

function checkedVertex(stored: Vertex, before: ReadonlyMap<Digest, Vertex>): Vertex {
  const missing = stored.inputs.find((input) => !before.has(input));
  if (missing !== undefined) throw invalid(`vertex ${stored.digest}: its input ${missing} does not come before it`);
  const stray = inputNumbers(stored.op).find((input) => input >= stored.inputs.length);
  if (stray !== undefined) throw invalid(`vertex ${stored.digest}: it has no input ${stray}`);
  const made = vertex(stored.op, stored.inputs, stored.origin);
  if (made.digest !== stored.digest) throw invalid(`vertex ${stored.digest}: its content has digest ${made.digest}`);
  return made;
}

/** The inputs that an op speaks of. */
function inputNumbers(op: Op): readonly number[] {
  if (op.kind === 'file') return [0, ...op.actions.flatMap((action) => (action.kind === 'copy' ? [action.input] : []))];
  if (op.kind === 'exec') return [0, ...op.mounts.flatMap((mount) => ('input' in mount ? [mount.input] : []))];
  return [];
}

function invalid(problem: string, cause?: unknown): PlannerError {
  return new PlannerError(`cannot read the graph: ${problem}`, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'give a file that was written by the same version of Strake',
  });
}
