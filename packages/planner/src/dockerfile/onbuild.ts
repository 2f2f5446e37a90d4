import { parseInstruction } from '@strake/parser';
import { fail, type SourceText, type Span } from './fault.ts';
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
  const source: SourceText = { text, rangeOf: () => setting.source.rangeOf(from) };
  const { instruction, problem } = parseTrigger(text);
  if (!instruction || problem !== undefined || instruction.kind === 'from') {
    return fail(
      'invalid-trigger',
      `cannot run ONBUILD trigger ${JSON.stringify(text)} of the base: ${problem ?? 'no instruction'}`,
      {
        span: fromSpan(plan),
        hint: 'the trigger comes with the base image: use a base without it',
      },
    );
  }
  return { instruction, source, onBuild: true };
}

function fromSpan({ stage }: StagePlan): Span {
  return stage.from;
}
