import type { Digest } from '@strake/core';
import { startFromStage, startFromTree, startReplaced, type StageStart, treeVertex } from './base.ts';
import type { StageTable } from './dependencies.ts';
import { attempt } from './fault.ts';
import { lowerStep } from './lower/lower.ts';
import type { Dependencies } from './reach.ts';
import type { Setting } from './setting.ts';
import type { Sources, StageBuild } from './stage-build.ts';
import type { StagePlan } from './stage-plan.ts';
import { createTitles, type Titles } from './title.ts';
import { isEmptyImage, type Tree } from './trees.ts';
import type { Vertices } from './vertices.ts';

export interface LoweringContext {
  readonly setting: Setting;
  readonly table: StageTable;
  readonly dependencies: Dependencies;
  readonly vertices: Vertices;
  /** Whether the file is one stage that needs nothing else. */
  readonly alone: boolean;
}

/**
 * Lowers the reached stages in the file's order. All images are known. A stage ends at its first fault, and those that
 * need it are left out.
 */
export function lowerStages(
  reached: ReadonlySet<StagePlan>,
  context: LoweringContext,
): ReadonlyMap<StagePlan, StageBuild> {
  const builds = new Map<StagePlan, StageBuild>();
  const failed = new Set<StagePlan>();
  const sources = createSources(builds, context);
  for (const plan of context.table.plans) {
    if (!reached.has(plan)) continue;
    const build = needsFailed(plan, failed, context) ? undefined : lowerStage(plan, builds, sources, context);
    if (build) builds.set(plan, build);
    else failed.add(plan);
  }
  return builds;
}

function lowerStage(
  plan: StagePlan,
  builds: ReadonlyMap<StagePlan, StageBuild>,
  sources: Sources,
  context: LoweringContext,
): StageBuild | undefined {
  const { setting, table, vertices } = context;
  const platform = plan.platform ?? setting.platform;
  const titles = createTitles(plan, {
    alone: context.alone,
    showPlatform: setting.showPlatform,
    ignoreCache: ignoresCache(plan, setting),
    platform,
  });
  const start = startOf(plan, titles, builds, context);
  const build: StageBuild = { plan, setting, table, vertices, sources, titles, ...start, commandSet: false };
  const done = plan.steps.every((step) =>
    attempt(() => (lowerStep(step, build), true), step.source, step.instruction, setting.report),
  );
  return done ? build : undefined;
}

function startOf(
  plan: StagePlan,
  titles: Titles,
  builds: ReadonlyMap<StagePlan, StageBuild>,
  { setting, vertices }: LoweringContext,
): StageStart {
  const { base } = plan;
  const platform = plan.platform ?? setting.platform;
  if (base.kind === 'stage') return startFromStage(known(builds.get(base)));
  if (base.kind === 'replaced')
    return startReplaced(known(setting.trees.ofContext(base.found, base.at)), platform, vertices);
  const tree = known(setting.trees.find(base));
  return startFromTree(tree, platform, vertices, baseOrigin(tree, plan, titles, setting));
}

/** A base image is the first of the stage's steps; other bases have titles of their own. */
function baseOrigin(tree: Tree, { stage }: StagePlan, titles: Titles, { source }: Setting) {
  if (tree.kind !== 'image' || tree.context !== undefined || isEmptyImage(tree.config)) return undefined;
  return titles.base(`FROM ${tree.op.ref}`, source.rangeOf(stage.from));
}

function createSources(
  builds: ReadonlyMap<StagePlan, StageBuild>,
  { setting: { trees }, vertices }: LoweringContext,
): Sources {
  const ofStage = (plan: StagePlan): Digest => {
    const { base } = plan;
    if (base.kind !== 'replaced') return known(builds.get(plan)).root;
    return treeVertex(known(trees.ofContext(base.found, base.at)), vertices);
  };
  return {
    context: () => treeVertex({ kind: 'local', name: 'context' }, vertices),
    of: (source) => (source.kind === 'stage' ? ofStage(source) : treeVertex(known(trees.find(source)), vertices)),
  };
}

function needsFailed(plan: StagePlan, failed: ReadonlySet<StagePlan>, { dependencies }: LoweringContext): boolean {
  if (plan.base.kind === 'stage' && failed.has(plan.base)) return true;
  return (dependencies.get(plan) ?? []).some(({ source }) => source.kind === 'stage' && failed.has(source));
}

function ignoresCache({ stage }: StagePlan, { options: { noCache } }: Setting): boolean {
  if (noCache === undefined || typeof noCache === 'boolean') return noCache === true;
  return noCache.some((name) => name.toLowerCase() === stage.name);
}

/** Lowering starts when everything reached is known. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a stage is lowered before what it needs');
  return value;
}
