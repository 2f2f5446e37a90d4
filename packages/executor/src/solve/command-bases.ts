import type { Digest } from '@strake/core';
import type { Graph } from '@strake/planner/graph';

/** The steps of files on which a command is based, directly or with others of them in between. */
export function commandBases(graph: Graph): ReadonlySet<Digest> {
  const bases = new Set<Digest>();
  for (const { digest, op, inputs } of [...graph.vertices.values()].reverse()) {
    const [base] = inputs;
    if (base === undefined || (op.kind !== 'exec' && !bases.has(digest))) continue;
    if (graph.vertices.get(base)?.op.kind === 'file') bases.add(base);
  }
  return bases;
}
