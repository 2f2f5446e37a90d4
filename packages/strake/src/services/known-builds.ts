import { hexOf } from '@strake/core';
import { digestOf } from '@strake/oci';
import { type DiskStore, nodeHasher } from '@strake/oci/node';
import type { Graph } from '@strake/planner';

const KIND = 'build';

/** Whether a build of the same steps has succeeded before: then most of it is cached, and nothing is started ahead. */
export interface KnownBuild {
  seen(): Promise<boolean>;
  remember(): Promise<void>;
}

export function knownBuild(graph: Graph, store: DiskStore): KnownBuild {
  const roots = graph.targets.map((target) => target.root).join('\n');
  const key = hexOf(digestOf(new TextEncoder().encode(roots), nodeHasher));
  return {
    seen: async () => (await store.records.get(KIND, key)) !== undefined,
    remember: () => store.records.put(KIND, key, {}),
  };
}

/** Whether the graph runs commands at all. */
export function graphRuns(graph: Graph): boolean {
  return [...graph.vertices.values()].some((vertex) => vertex.op.kind === 'exec');
}
