import type { CopyNode, MountOption } from '@strake/parser';
import { expandWord } from './expand.ts';
import { fail, type Span } from './fault.ts';
import { flagOf } from './flags.ts';
import type { Setting } from './setting.ts';
import type { StagePlan, Step } from './stage-plan.ts';
import type { TreeRef } from './trees.ts';

/** Where COPY --from and RUN --mount from take files from. */
export type Source = StagePlan | TreeRef;

/** A source that a step names, and where. */
export interface Dependency {
  readonly source: Source;
  readonly step: Step;
  readonly span: Span;
}

/** The stages by what --from may call them. A name that several stages have means the last of them. */
export interface StageTable {
  readonly plans: readonly StagePlan[];
  byName(name: string): StagePlan | undefined;
}

export function stageTable(plans: readonly StagePlan[]): StageTable {
  const byName = new Map(plans.flatMap((plan) => (plan.stage.name === undefined ? [] : [[plan.stage.name, plan]])));
  return { plans, byName: (name) => byName.get(name.toLowerCase()) };
}

/** What a step needs besides its stage. */
export function dependenciesOf(step: Step, table: StageTable, setting: Setting): readonly Dependency[] {
  const { instruction } = step;
  if (instruction.kind === 'copy') {
    const dependency = copySource(instruction, table, setting);
    return dependency ? [{ ...dependency, step }] : [];
  }
  if (instruction.kind !== 'run') return [];
  return instruction.mounts.flatMap((mount) => {
    const from = mountSource(mount, table, setting);
    return from ? [{ source: from, step, span: mount.flag }] : [];
  });
}

/** The source of COPY --from: a stage by name or number, else an image. Undefined: the build context. */
export function copySource(node: CopyNode, table: StageTable, setting: Setting): Omit<Dependency, 'step'> | undefined {
  const flag = flagOf(node, 'from');
  if (!flag?.value) return undefined;
  const span = flag;
  const name = flag.value;
  if (expandWord(name, new Map(), setting.syntax, span) !== name) {
    return fail(
      'variable-in-from',
      'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
      { span, hint: `write FROM ${name} AS some-name above and copy --from=some-name` },
    );
  }
  if (/^[+-]?\d+$/.test(name)) return { source: stageByIndex(name, table, span), span };
  return { source: table.byName(name) ?? treeOf(name, span, setting), span };
}

/** The source of a mount. Undefined: the option names none. */
export function mountSource(mount: MountOption, table: StageTable, setting: Setting): Source | undefined {
  const from = mount.fields.findLast((field) => field.key === 'from')?.value;
  return from ? (table.byName(from) ?? treeOf(from, mount.flag, setting)) : undefined;
}

function treeOf(name: string, span: Span, { platform }: Setting): TreeRef {
  return { kind: 'tree', name, platform, span };
}

function stageByIndex(text: string, { plans }: StageTable, span: Span): StagePlan {
  const index = Number(text);
  const plan = plans[index];
  if (plan) return plan;
  return fail('invalid-stage-index', `invalid stage index ${index}`, {
    span,
    hint: plans.length === 1 ? 'this file has one stage, number 0' : `stages are numbered 0 to ${plans.length - 1}`,
  });
}
