import { parseInstruction } from '@strake/parser';
import { fail, type SourceText } from './fault.ts';
import type { Setting } from './setting.ts';
import type { StagePlan, Step } from './stage-plan.ts';

/**
 * What the base of a stage leaves it to run, in order: the triggers of a base image, or the ONBUILDs of a base stage.
 * Undefined: the base image is not known yet. They are not handed down: who runs them clears them.
 */
export function triggerTexts(plan: StagePlan, { trees }: Setting): readonly string[] | undefined {
  const { base } = plan;
  if (base.kind === 'replaced') return [];
  if (base.kind === 'stage') {
    return base.steps.flatMap(({ instruction }) => (instruction.kind === 'onbuild' ? [instruction.triggerText] : []));
  }
  const tree = trees.find(base);
  if (!tree) return undefined;
  return tree.kind === 'image' ? (tree.config.config?.OnBuild ?? []) : [];
}

/** The trigger as a step of the stage: everything of it stands at the stage's FROM. */
export function triggerStep(text: string, plan: StagePlan, setting: Setting): Step {
  const { from } = plan.stage;
  const { instruction, diagnostics } = parseInstruction(text);
  const problem = diagnostics.find(({ severity }) => severity === 'error');
  if (problem) return unusable(problem.message, text, plan);
  if (!instruction) return unusable('onbuild trigger should be a single expression', text, plan);
  if (instruction.kind === 'from') return unusable("FROM isn't allowed as an ONBUILD trigger", text, plan);
  const source: SourceText = { text, rangeOf: () => setting.source.rangeOf(from) };
  return { instruction, source, onBuild: true };
}

function unusable(problem: string, text: string, { stage }: StagePlan): never {
  return fail('invalid-trigger', problem, {
    span: stage.from,
    hint: `the base brings the trigger ONBUILD ${JSON.stringify(text.slice(0, 200))}: build on one without it`,
  });
}
