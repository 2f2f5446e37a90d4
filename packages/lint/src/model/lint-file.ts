import type { Instruction, InstructionName, ParseResult, RunNode } from '@strake/parser';
import type { PlanFacts, StepFacts } from '../facts.ts';
import type { LintConfig } from '../settings/config.ts';
import { knownScript } from '../shell/known-scripts.ts';
import type { ShellScript } from '../shell/script.ts';
import { type BuildkitView, viewAsBuildkit } from './buildkit-view.ts';
import { shippedStages } from './shipped-stages.ts';
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
  /** What the last build measured of an instruction. */
  measured(node: Instruction): StepFacts | undefined;
  /** The shell commands of a RUN, parsed once. */
  shell(run: RunNode): ShellScript;
  /** Whether some RUN has a command whose name begins with one of the prefixes. */
  runs(prefixes: readonly string[]): boolean;
  /** Where each variable is first defined, in whatever stage. */
  readonly firstDefinitions: ReadonlyMap<string, number>;
  /** The stages whose layers may end up in an image: those that nothing else uses, and what they are based on. */
  readonly shipped: ReadonlySet<Stage | undefined>;
  /** What BuildKit's linter would see before it stops. */
  readonly buildkit: BuildkitView;
}

export function createLintFile(result: ParseResult, config: LintConfig, facts: PlanFacts): LintFile {
  return new ViewedFile(result, config, facts);
}

/**
 * A class for the sake of its getters: V8 gives every object literal with getters a hidden class of its own, which keeps
 * the object, here with all trees of the file, until the next full collection.
 */
class ViewedFile implements LintFile {
  readonly result: ParseResult;
  readonly config: LintConfig;
  readonly facts: PlanFacts;
  readonly globals: Stages['globals'];
  readonly stages: Stages['stages'];
  readonly named: Stages['named'];
  readonly #scripts = new Map<RunNode, ShellScript>();
  /** A blank and a name for each command. */
  #commands: string | undefined;
  #byKind: ReadonlyMap<string, readonly Placed[]> | undefined;
  #steps: ReadonlyMap<number, StepFacts> | undefined;
  #firstDefinitions: ReadonlyMap<string, number> | undefined;
  #shipped: ReadonlySet<Stage | undefined> | undefined;
  #buildkit: BuildkitView | undefined;

  constructor(result: ParseResult, config: LintConfig, facts: PlanFacts) {
    const { globals, stages, named } = divide(result.ast);
    this.result = result;
    this.config = config;
    this.facts = facts;
    this.globals = globals;
    this.stages = stages;
    this.named = named;
  }

  of<K extends InstructionName>(kind: K, withTriggers = false): readonly Placed<Extract<Instruction, { kind: K }>>[] {
    this.#byKind ??= groupByKind(this.stages);
    const found = this.#byKind.get(withTriggers ? `${kind}+` : kind) ?? NONE;
    return found as readonly Placed<Extract<Instruction, { kind: K }>>[];
  }

  measured(node: Instruction): StepFacts | undefined {
    this.#steps ??= new Map(this.facts.steps?.map((step) => [step.line, step]));
    return this.#steps.get(node.startLine);
  }

  shell(run: RunNode): ShellScript {
    const known = this.#scripts.get(run);
    if (known !== undefined) return known;
    const script = knownScript(this.result, run);
    this.#scripts.set(run, script);
    return script;
  }

  runs(prefixes: readonly string[]): boolean {
    const commands = (this.#commands ??= commandNames(this));
    return prefixes.some((prefix) => commands.includes(` ${prefix}`));
  }

  get firstDefinitions(): ReadonlyMap<string, number> {
    return (this.#firstDefinitions ??= firstDefinitions(this.result));
  }

  get shipped(): ReadonlySet<Stage | undefined> {
    return (this.#shipped ??= shippedStages(this));
  }

  get buildkit(): BuildkitView {
    return (this.#buildkit ??= viewAsBuildkit(this));
  }
}

const NONE: readonly Placed[] = [];

function firstDefinitions({ ast }: ParseResult): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const node of ast.instructions) {
    const keys = node.kind === 'env' ? node.entries : node.kind === 'arg' ? node.declarations : [];
    for (const { key } of keys) if (!first.has(key.text)) first.set(key.text, node.start);
  }
  return first;
}

function commandNames(file: LintFile): string {
  const names = new Set<string>();
  for (const { node } of file.of('run', true)) for (const { name } of file.shell(node).commands) names.add(name);
  return Array.from(names, (name) => ` ${name}`).join('');
}

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
