import type { Dependency } from './dependencies.ts';
import type { StagePlan } from './stage-plan.ts';

/**
 * The first cycle of stages that copy from or mount each other: its dependencies in order, each from the stage that the
 * one before leads to. Bases are always earlier stages and close no cycle.
 */
export function findCycle(
  plans: readonly StagePlan[],
  dependencies: ReadonlyMap<StagePlan, readonly Dependency[]>,
): readonly Dependency[] | undefined {
  const visited = new Set<StagePlan>();
  for (const plan of plans) {
    const cycle = cycleFrom(plan, dependencies, visited);
    if (cycle) return cycle;
  }
  return undefined;
}

interface Visit {
  readonly plan: StagePlan;
  readonly edges: readonly Dependency[];
  next: number;
}

/** Depth first, without recursion: a chain of stages may be longer than the call stack. */
function cycleFrom(
  start: StagePlan,
  dependencies: ReadonlyMap<StagePlan, readonly Dependency[]>,
  visited: Set<StagePlan>,
): readonly Dependency[] | undefined {
  const path: Visit[] = [];
  const onPath = new Map<StagePlan, number>();
  const enter = (plan: StagePlan): void => {
    if (visited.has(plan)) return;
    visited.add(plan);
    onPath.set(plan, path.length);
    path.push({ plan, edges: dependencies.get(plan) ?? [], next: 0 });
  };
  enter(start);
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const source = top.edges[top.next++]?.source;
    if (!source) {
      if (top.next > top.edges.length) {
        path.pop();
        onPath.delete(top.plan);
      }
    } else if (source.kind === 'stage') {
      const place = onPath.get(source);
      if (place !== undefined) return path.slice(place).flatMap(({ edges, next }) => edges[next - 1] ?? []);
      enter(source);
    }
  }
  return undefined;
}
