import { type Dependency, dependenciesOf, type StageTable } from './dependencies.ts';
import { attempt } from './fault.ts';
import { triggerStep, triggerTexts } from './onbuild.ts';
import { checkOrder } from './order.ts';
import type { Setting } from './setting.ts';
import type { StagePlan } from './stage-plan.ts';
import type { TreeRef } from './trees.ts';

/** What each stage takes from others. */
export type Dependencies = Map<StagePlan, readonly Dependency[]>;

/**
 * The stages that the target needs, itself among them. Puts the triggers of known bases in front of their steps, which
 * may need further stages. Ends at the first faults: no image is asked for that a stage out of order would need.
 */
export function reachStages(
  target: StagePlan,
  table: StageTable,
  dependencies: Dependencies,
  setting: Setting,
): ReadonlySet<StagePlan> {
  for (;;) {
    const reached = closure(target, dependencies);
    checkOrders(reached, dependencies, setting);
    if (setting.failed() || !addAllTriggers(reached, table, dependencies, setting)) return reached;
  }
}

function checkOrders(reached: ReadonlySet<StagePlan>, dependencies: Dependencies, setting: Setting): void {
  for (const plan of reached) {
    for (const dependency of dependencies.get(plan) ?? []) {
      attempt(() => checkOrder(plan, dependency), dependency.step.source, dependency.span, setting.report);
    }
  }
}

/** Whether triggers brought dependencies that were not there before. */
function addAllTriggers(
  reached: ReadonlySet<StagePlan>,
  table: StageTable,
  dependencies: Dependencies,
  setting: Setting,
): boolean {
  let grown = false;
  for (const plan of reached) {
    const added = attempt(() => addTriggers(plan, table, setting), setting.source, plan.stage.from, setting.report);
    if (!added || added.length === 0) continue;
    dependencies.set(plan, [...added, ...(dependencies.get(plan) ?? [])]);
    grown = true;
  }
  return grown;
}

/** Asks for every image that the stages are based on or take files from. */
export function resolveTrees(reached: ReadonlySet<StagePlan>, dependencies: Dependencies, setting: Setting): void {
  for (const plan of reached) {
    attempt(() => resolveBase(plan, setting), setting.source, plan.stage.from, setting.report);
    for (const { source, step, span } of dependencies.get(plan) ?? []) {
      if (source.kind === 'tree') attempt(() => setting.trees.find(source), step.source, span, setting.report);
    }
  }
}

/** Every tree that a stage names, reached or not, and where. */
export function treesOf(plan: StagePlan, dependencies: Dependencies): readonly TreeRef[] {
  const sources = (dependencies.get(plan) ?? []).map(({ source }) => source);
  const bases = plan.base.kind === 'tree' ? [plan.base] : [];
  return [...bases, ...sources.filter((source) => source.kind === 'tree')];
}

function resolveBase({ base }: StagePlan, { trees }: Setting): void {
  if (base.kind === 'tree') trees.find(base);
  else if (base.kind === 'replaced') trees.ofContext(base.found, base.at);
}

/** The dependencies that the base's triggers bring, once they are known. */
function addTriggers(plan: StagePlan, table: StageTable, setting: Setting): readonly Dependency[] {
  const texts = plan.triggered ? [] : triggerTexts(plan, setting);
  if (!texts) return [];
  plan.triggered = true;
  const steps = texts.map((text) => triggerStep(text, plan, setting));
  plan.steps = [...steps, ...plan.steps];
  return steps.flatMap((step) => dependenciesOf(step, table, setting));
}

function closure(target: StagePlan, dependencies: Dependencies): Set<StagePlan> {
  const reached = new Set([target]);
  for (const plan of reached) {
    if (plan.base.kind === 'stage') reached.add(plan.base);
    for (const { source } of dependencies.get(plan) ?? []) if (source.kind === 'stage') reached.add(source);
  }
  return reached;
}
