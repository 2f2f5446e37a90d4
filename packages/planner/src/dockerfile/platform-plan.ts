import type { ImageQuery } from '../plan-step.ts';
import type { Target } from '../graph/vertex.ts';
import { findCycle } from './cycles.ts';
import { dependenciesOf, type StageTable, stageTable } from './dependencies.ts';
import { START } from './epoch.ts';
import { attempt, fail } from './fault.ts';
import { targetOf } from './finish.ts';
import { lowerStages } from './lower-stages.ts';
import { type Dependencies, reachStages, resolveTrees, treesOf } from './reach.ts';
import type { Setting } from './setting.ts';
import { planStages, type StagePlan } from './stage-plan.ts';
import type { Stage } from './stages.ts';
import { didYouMean } from './suggestion.ts';
import { stageTitle } from './title.ts';
import { referenceOf } from './trees.ts';
import type { Vertices } from './vertices.ts';

/** The outcome for one platform. Undefined target: faults were reported, or `needs` says what to ask for. */
export interface PlatformPlan {
  readonly needs: readonly ImageQuery[];
  readonly target: Target | undefined;
}

const NOTHING: PlatformPlan = { needs: [], target: undefined };

/** Plans the file for one platform, phase by phase: a phase with faults is the last. */
export function planPlatform(stages: readonly Stage[], setting: Setting, vertices: Vertices): PlatformPlan {
  const { failed } = setting;
  const plans = planStages(stages, setting);
  if (failed()) return NOTHING;
  const table = stageTable(plans);
  const target = attempt(() => findTarget(table, setting), setting.source, START, setting.report);
  const dependencies = dependenciesOfAll(table, setting);
  if (!target || failed()) return NOTHING;
  const alone = isAlone(plans, dependencies);
  checkTrees(plans, dependencies, setting);
  const reached = reachStages(target, table, dependencies, setting);
  if (failed()) return NOTHING;
  resolveTrees(reached, dependencies, setting);
  const needs = [...setting.trees.unknown.values()];
  if (failed() || needs.length > 0) return { needs, target: undefined };
  const build = lowerStages(reached, { setting, table, dependencies, vertices, alone }).get(target);
  return build && !failed() ? { needs, target: targetOf(build, setting) } : NOTHING;
}

function findTarget(table: StageTable, { options }: Setting): StagePlan | undefined {
  const { target } = options;
  if (target === undefined || target === '') return table.plans.at(-1);
  // What progress calls the others is no name: stage-1.
  const names = table.plans.flatMap(({ stage }) => stage.name ?? []);
  const named =
    names.length === 0
      ? 'none has a name: write FROM IMAGE AS NAME'
      : `those with a name are ${names.slice(0, 20).join(', ')}`;
  return (
    table.byName(target) ??
    fail('unknown-target', `target stage ${JSON.stringify(target)} could not be found`, {
      hint: didYouMean(target, names) ?? `a stage goes by its name; ${named}`,
    })
  );
}

/** What all stages take from others, whether they are needed or not: cycles and bad names are faults anywhere. */
function dependenciesOfAll(table: StageTable, setting: Setting): Dependencies {
  const dependencies: Dependencies = new Map();
  for (const plan of table.plans) {
    const found = plan.steps.flatMap(
      (step) =>
        attempt(() => dependenciesOf(step, table, setting), step.source, step.instruction, setting.report) ?? [],
    );
    dependencies.set(plan, found);
  }
  attempt(() => checkCycles(table, dependencies), setting.source, START, setting.report);
  return dependencies;
}

function checkCycles({ plans }: StageTable, dependencies: Dependencies): void {
  const cycle = findCycle(plans, dependencies);
  const [first] = cycle ?? [];
  if (!cycle || first?.source.kind !== 'stage') return;
  const names = cycle.flatMap(({ source }) => (source.kind === 'stage' ? [stageTitle(source)] : []));
  const start = names.at(-1) ?? '';
  fail('circular-dependency', `circular dependency detected on stage: ${start}`, {
    span: first.span,
    hint: `${[start, ...names].join(' needs ')}: move what they share into a stage of its own`,
  });
}

function checkTrees(plans: readonly StagePlan[], dependencies: Dependencies, setting: Setting): void {
  for (const plan of plans) {
    for (const tree of treesOf(plan, dependencies)) {
      if (tree.name !== 'scratch') attempt(() => referenceOf(tree), setting.source, plan.stage.from, setting.report);
    }
  }
}

/** Whether titles need not name the stage: there is one, and it takes files from the build context only. */
function isAlone([only, ...others]: readonly StagePlan[], dependencies: Dependencies): boolean {
  if (!only || others.length > 0) return false;
  const mounts = only.steps.some(({ instruction }) => instruction.kind === 'run' && instruction.mounts.length > 0);
  return !mounts && (dependencies.get(only) ?? []).every(({ source }) => source.kind === 'stage');
}
