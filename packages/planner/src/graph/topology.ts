import type { Digest } from '@strake/core';
import type { Graph, Target, Vertex } from './vertex.ts';

/**
 * The graph of `targets`: of `vertices`, those that a target needs, inputs first. Throws on an input that is not among
 * `vertices`; a cycle cannot be, as digests cover inputs.
 */
export function graphOf(targets: readonly Target[], vertices: ReadonlyMap<Digest, Vertex>): Graph {
  const sorted = new Map<Digest, Vertex>();
  for (const { root } of targets) addWithInputs(root, vertices, sorted);
  return { vertices: sorted, targets };
}

/** Depth first, without recursion: a chain of steps may be longer than the call stack. */
function addWithInputs(root: Digest, vertices: ReadonlyMap<Digest, Vertex>, sorted: Map<Digest, Vertex>): void {
  const path = [{ vertex: find(vertices, root), next: 0 }];
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const input = top.vertex.inputs[top.next++];
    if (input === undefined) {
      sorted.set(top.vertex.digest, top.vertex);
      path.pop();
    } else if (!sorted.has(input)) {
      path.push({ vertex: find(vertices, input), next: 0 });
    }
  }
}

function find(vertices: ReadonlyMap<Digest, Vertex>, digest: Digest): Vertex {
  const vertex = vertices.get(digest);
  if (!vertex) throw new Error(`the graph has no vertex ${digest}`);
  return vertex;
}
