import type { ContextSelection } from '@strake/context';
import type { Digest } from '@strake/core';
import type { CopyAction, Graph, Op } from '@strake/planner/graph';
import { cleanExcludes } from '../file/copy/filter.ts';

/** What the steps of a graph select from each context: nothing else of it is ever looked at. */
export function contextSelections(graph: Graph): ReadonlyMap<Digest, readonly ContextSelection[]> {
  const selections = new Map<Digest, ContextSelection[]>();
  for (const vertex of graph.vertices.values()) {
    for (const { input, selection } of selected(vertex.op)) {
      const source = vertex.inputs[input];
      if (source === undefined || graph.vertices.get(source)?.op.kind !== 'local') continue;
      const list = selections.get(source) ?? [];
      list.push(selection);
      selections.set(source, list);
    }
  }
  return selections;
}

function selected(op: Op): readonly { readonly input: number; readonly selection: ContextSelection }[] {
  if (op.kind === 'file') {
    return op.actions.flatMap((action) =>
      action.kind === 'copy' ? [{ input: action.input, selection: copySelection(action) }] : [],
    );
  }
  if (op.kind !== 'exec') return [];
  return op.mounts.flatMap((mount) =>
    (mount.type === 'bind' || mount.type === 'cache') && mount.input !== undefined
      ? [{ input: mount.input, selection: { path: mount.source, wildcard: false } }]
      : [],
  );
}

/** With `--parents`, patterns are of paths from the pivot: what they leave out is found when it is copied. */
function copySelection({ source, wildcard, parents, exclude }: CopyAction): ContextSelection {
  const patterns = parents ? [] : cleanExcludes(exclude);
  return { path: source, wildcard, ...(patterns && patterns.length > 0 ? { exclude: patterns } : {}) };
}
