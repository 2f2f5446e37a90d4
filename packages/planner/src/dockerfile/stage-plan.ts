import type { Instruction } from '@strake/parser';
import { parsePlatform, type Platform } from '@strake/oci/model';
import type { FoundContext } from './contexts.ts';
import { expandWord, type Variables } from './expand.ts';
import { attempt, fail, type SourceText, type Span } from './fault.ts';
import { flagOf } from './flags.ts';
import type { Setting } from './setting.ts';
import type { Stage } from './stages.ts';
import { didYouMean } from './suggestion.ts';
import { referenceOf, type TreeRef } from './trees.ts';

/** An instruction of a stage, or a trigger that its base left it. */
export interface Step {
  readonly instruction: Instruction;
  readonly source: SourceText;
  readonly onBuild: boolean;
}

/** A stage with its FROM line read for one platform. */
export interface StagePlan {
  readonly kind: 'stage';
  readonly stage: Stage;
  readonly base: StageBase;
  /** That of FROM --platform. */
  readonly platform: Platform | undefined;
  /** Triggers first. Grows while triggers become known. */
  steps: readonly Step[];
  /** Whether what the base leaves is known and in `steps`. */
  triggered: boolean;
}

export type StageBase =
  | StagePlan
  | TreeRef
  /** A named context stands for the whole stage. */
  | { readonly kind: 'replaced'; readonly found: FoundContext; readonly at: TreeRef };

/** The stages in order, each based on one before it. A stage whose FROM is at fault is reported and ends the list. */
export function planStages(stages: readonly Stage[], setting: Setting): readonly StagePlan[] {
  const plans: StagePlan[] = [];
  const byName = new Map<string, StagePlan>();
  for (const stage of stages) {
    const plan = attempt(() => planStage(stage, byName, setting), setting.source, stage.from, setting.report);
    if (!plan) continue;
    plans.push(plan);
    if (stage.name !== undefined) byName.set(stage.name, plan);
  }
  return plans;
}

function planStage(stage: Stage, earlier: ReadonlyMap<string, StagePlan>, setting: Setting): StagePlan {
  const { source } = setting;
  const name = baseName(stage, setting);
  const platform = basePlatform(stage, setting);
  const tree: TreeRef = { kind: 'tree', name, platform: platform ?? setting.platform, span: stage.from.image };
  const found = stage.name === undefined ? undefined : setting.findContext(stage.name, tree.platform);
  const base: StageBase = found ? { kind: 'replaced', found, at: tree } : (earlier.get(name) ?? tree);
  const steps = found ? [] : stage.instructions.map((instruction) => ({ instruction, source, onBuild: false }));
  return { kind: 'stage', stage, base, platform, steps, triggered: false };
}

function baseName(stage: Stage, { globals, syntax }: Setting): string {
  const { image } = stage.from;
  const name = expandWord(image.text, globals, syntax, image);
  // A variable that is empty leaves a name without its tag, registry or digest.
  if (/^[:/@]|\/[:/@]|[:/@]$/.test(name)) referenceOf({ name, span: image }, variableHint(image.text, globals));
  if (name !== '') return name;
  return fail('blank-base-name', `base name (${image.text}) should not be blank`, {
    span: image,
    hint: variableHint(image.text, globals),
  });
}

function basePlatform(stage: Stage, setting: Setting): Platform | undefined {
  const flag = flagOf(stage.from, 'platform');
  if (!flag?.value) return undefined;
  const span: Span = flag;
  const text = expandWord(flag.value, setting.globals, setting.syntax, span);
  if (text === '') {
    const hint = variableHint(flag.value, setting.globals);
    return fail('empty-platform', `empty platform value from expression ${flag.value}`, { span, hint });
  }
  const platform = parsePlatform(text, setting.options.buildPlatform);
  if (platform.ok) return platform.value;
  return fail('invalid-platform', `failed to parse platform ${flag.value}: ${platform.message}`, {
    span,
    hint: 'a platform has the form os/arch[/variant], e.g. linux/arm64',
  });
}

/** What to do about a FROM line that came out empty. */
function variableHint(text: string, globals: Variables): string {
  const names = Array.from(text.matchAll(/\$\{?(\w+)/g), ([, name = '']) => name);
  const empty = names.find((name) => !globals.get(name));
  if (empty === undefined) return 'name an image or a stage';
  const near = globals.has(empty) ? undefined : didYouMean(empty, globals.keys());
  return near ?? `give ${empty} a default with ARG before the first FROM, or a value with --build-arg ${empty}=...`;
}
