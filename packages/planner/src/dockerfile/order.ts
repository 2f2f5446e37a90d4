import { goQuote } from '@strake/core';
import type { Dependency } from './dependencies.ts';
import { fail, type Span } from './fault.ts';
import type { StagePlan, Step } from './stage-plan.ts';
import { stageTitle } from './title.ts';

/** Faults where a stage takes files from one that is built after it. A named context is there from the start. */
export function checkOrder(plan: StagePlan, { source, step, span }: Dependency): void {
  if (source.kind === 'tree' || source.base.kind === 'replaced' || source.stage.index < plan.stage.index) return;
  const name = goQuote(stageTitle(source));
  const message =
    step.instruction.kind === 'run'
      ? `cannot mount from stage ${name} to ${goQuote(mountTarget(step, span))}, stage needs to be defined before current command`
      : `cannot copy from stage ${name}, it needs to be defined before current stage ${goQuote(stageTitle(plan))}`;
  fail('stage-not-built', message, { span, hint: `move stage ${stageTitle(source)} above this one` });
}

/** As written. */
function mountTarget({ instruction }: Step, span: Span): string {
  const mounts = instruction.kind === 'run' ? instruction.mounts : [];
  const mount = mounts.find(({ flag }) => flag.start === span.start);
  return mount?.fields.findLast(({ key }) => key === 'target')?.value ?? '';
}
