import type { Instruction, InstructionName, ParseResult, RunNode } from '@strake/parser';
import type { PlanFacts } from '../facts.ts';
import type { LintConfig } from '../settings/config.ts';
import { runScript } from '../shell/run-script.ts';
import type { ShellScript } from '../shell/script.ts';
import { type BuildkitView, viewAsBuildkit } from './buildkit-view.ts';
import { divide, type Stage, type Stages } from './stages.ts';

/** An instruction with the stage it stands in. In ONBUILD, `node` is the trigger and `top` the ONBUILD. */
export interface Placed<N extends Instruction = Instruction> {
  readonly node: N;
  readonly top: Instruction;
  readonly stage: Stage;
}

/** What rules look at: the parsed file and views of it that are made once, when first asked for. */
export interface LintFile extends Stages {
  readonly result: ParseResult;
  readonly config: LintConfig;
  readonly facts: PlanFacts;
  /** All instructions of a kind within stages; `true` adds those of ONBUILD. */
  of<K extends InstructionName>(kind: K, withTriggers?: boolean): readonly Placed<Extract<Instruction, { kind: K }>>[];
  /** The shell commands of a RUN, parsed once. */
  shell(run: RunNode): ShellScript;
  /** What BuildKit's linter would see before it stops. */
  readonly buildkit: BuildkitView;
}

export function createLintFile(result: ParseResult, config: LintConfig, facts: PlanFacts): LintFile {
  const { globals, stages } = divide(result.ast);
  const scripts = new Map<RunNode, ShellScript>();
  let byKind: ReadonlyMap<string, readonly Placed[]> | undefined;
  let buildkit: BuildkitView | undefined;
  const file: LintFile = {
    result,
    config,
    facts,
    globals,
    stages,
    of<K extends InstructionName>(kind: K, withTriggers = false) {
      byKind ??= groupByKind(stages);
      const found = byKind.get(withTriggers ? `${kind}+` : kind) ?? NONE;
      return found as readonly Placed<Extract<Instruction, { kind: K }>>[];
    },
    shell(run) {
      const known = scripts.get(run);
      if (known !== undefined) return known;
      const script = runScript(result, run);
      scripts.set(run, script);
      return script;
    },
    get buildkit() {
      return (buildkit ??= viewAsBuildkit(file));
    },
  };
  return file;
}

const NONE: readonly Placed[] = [];

function groupByKind(stages: readonly Stage[]): ReadonlyMap<string, readonly Placed[]> {
  const groups = new Map<string, Placed[]>();
  const add = (key: string, placed: Placed): void => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [placed]);
    else group.push(placed);
  };
  for (const stage of stages)
    for (const top of stage.instructions) {
      add(top.kind, { node: top, top, stage });
      add(`${top.kind}+`, { node: top, top, stage });
      if (top.kind === 'onbuild') add(`${top.trigger.kind}+`, { node: top.trigger, top, stage });
    }
  return groups;
}
