import {
  type ArgDeclaration,
  type EnvNode,
  expand,
  type Expandable,
  expandedParts,
  type Instruction,
  type ParseResult,
  references,
} from '@strake/parser';
import type { Span } from '../document/places.ts';
import { builtInArguments } from '../knowledge/built-in-arguments.ts';
import type { ShellScript, ShellScripts } from '../shell/shell-scripts.ts';
import type { Layout, Stage } from './layout.ts';
import type { Name, NameTable } from './names.ts';
import { Scope, type Variables } from './scope.ts';

/** A variable as one ARG or ENV sets it. */
export interface Variable {
  readonly kind: 'argument' | 'environment';
  readonly name: string;
  readonly identity: Name;
  /** After expansion; undefined when only the build knows it. */
  readonly value: string | undefined;
  /** As written; undefined without a value. */
  readonly written: string | undefined;
  /** Place of the name where it is set; undefined for what the builder sets itself. */
  readonly place: Span | undefined;
  readonly stage: Stage | undefined;
  /** What an `ARG NAME` without value takes its value from. */
  readonly source: Variable | undefined;
}

/** A use of a variable with what it stands for. */
export interface VariableUse extends Span {
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** `''`, `:-`, ... */
  readonly operator: string;
  /** Undefined when nothing in the file sets it. */
  readonly variable: Variable | undefined;
  /** In a shell command the shell expands it, else the builder. */
  readonly inShell: boolean;
}

export interface VariableFacts {
  /** Every ARG and ENV of the file. */
  readonly definitions: readonly Variable[];
  readonly uses: readonly VariableUse[];
  /** The variables that an instruction sees. */
  before(node: Instruction): Variables;
  /** Those in force after the last instruction of a stage; of the global part for undefined. */
  after(stage: Stage | undefined): Variables;
}

/** Follows every variable of a file from where it is set to where it is used, through stages. */
export function variablesOf(
  parse: ParseResult,
  layout: Layout,
  scripts: ShellScripts,
  names: NameTable,
): VariableFacts {
  const walk = new VariableWalk(parse, scripts, names);
  walk.globals(layout.globals);
  for (const stage of layout.stages) walk.stage(stage);
  return walk.facts();
}

class VariableWalk {
  readonly #parse: ParseResult;
  readonly #scripts: ShellScripts;
  readonly #names: NameTable;
  readonly #uses: VariableUse[] = [];
  readonly #definitions: Variable[] = [];
  readonly #before = new Map<Instruction, Scope>();
  readonly #after = new Map<Stage | undefined, Scope>();
  #globals = new Scope();

  constructor(parse: ParseResult, scripts: ShellScripts, names: NameTable) {
    this.#parse = parse;
    this.#scripts = scripts;
    this.#names = names;
  }

  globals(instructions: readonly Instruction[]): void {
    let scope = this.#builtIns();
    for (const node of instructions) scope = this.#instruction(node, scope, undefined);
    this.#globals = scope;
    this.#after.set(undefined, scope);
  }

  stage(stage: Stage): void {
    this.#before.set(stage.from, this.#globals);
    this.#use(stage.from, this.#globals);
    let scope = (stage.base === undefined ? undefined : this.#after.get(stage.base)) ?? new Scope();
    for (const node of stage.instructions.slice(1)) scope = this.#instruction(node, scope, stage);
    this.#after.set(stage, scope);
  }

  facts(): VariableFacts {
    const nothing = new Scope();
    return {
      definitions: this.#definitions,
      uses: this.#uses.toSorted((a, b) => a.start - b.start),
      before: (node) => this.#before.get(node) ?? nothing,
      after: (stage) => this.#after.get(stage) ?? nothing,
    };
  }

  #builtIns(): Scope {
    const scope = new Scope();
    for (const { name } of builtInArguments) {
      const identity = this.#names.name('argument', name);
      const known = { value: undefined, written: undefined, place: undefined, stage: undefined, source: undefined };
      scope.set(name, { kind: 'argument', name, identity, ...known });
    }
    return scope;
  }

  /** The variables after an instruction. */
  #instruction(node: Instruction, scope: Scope, stage: Stage | undefined): Scope {
    this.#before.set(node, scope);
    if (node.kind === 'arg') return this.#declare(node.declarations, scope, stage);
    this.#use(node, scope);
    return node.kind === 'env' ? this.#set(node, scope, stage) : scope;
  }

  #declare(declarations: readonly ArgDeclaration[], scope: Scope, stage: Stage | undefined): Scope {
    const variables = new Scope(scope);
    for (const { key, value } of declarations) {
      if (value !== undefined) this.#references(value, variables);
      const name = key.text;
      const identity = this.#names.name('argument', name);
      this.#names.note(identity, key, 'definition');
      const source = value === undefined && stage !== undefined ? this.#globals.get(name) : undefined;
      const expanded = value === undefined ? source?.value : this.#expand(value.text, variables);
      const known = { value: expanded, written: value?.text, place: key, stage, source };
      const variable: Variable = { kind: 'argument', name, identity, ...known };
      this.#definitions.push(variable);
      // ENV beats an ARG of the same name, wherever that stands.
      if (variables.get(name)?.kind !== 'environment') variables.set(name, variable);
    }
    return variables;
  }

  #set(node: EnvNode, scope: Scope, stage: Stage | undefined): Scope {
    const variables = new Scope(scope);
    for (const { key, value } of node.entries) {
      const name = key.text;
      const earlier = variables.get(name);
      const identity = earlier?.kind === 'environment' ? earlier.identity : this.#names.fresh('environment', name);
      this.#names.note(identity, key, 'definition');
      const known = { value: this.#expand(value.text, scope), written: value.text, place: key, stage };
      const variable: Variable = { kind: 'environment', name, identity, ...known, source: undefined };
      this.#definitions.push(variable);
      variables.set(name, variable);
    }
    return variables;
  }

  /** Undefined when the value depends on something that only the build knows. */
  #expand(text: string, scope: Variables): string | undefined {
    if (!/[$"'\\`]/.test(text)) return text;
    const values = { get: (name: string) => scope.get(name)?.value };
    const { value, undefinedNames, fault } = expand(text, values, { escape: this.#parse.ast.escape });
    return fault === undefined && undefinedNames.length === 0 ? value : undefined;
  }

  #use(node: Instruction, scope: Variables): void {
    for (const part of expandedParts(node)) this.#references(part, scope);
    for (const script of this.#scripts.get(node) ?? []) this.#shell(script, scope);
  }

  #references(part: Expandable, scope: Variables): void {
    for (const { name, operator, start, end, nameStart, nameEnd } of references(this.#parse, part)) {
      const variable = scope.get(name);
      this.#uses.push({ name, operator, start, end, nameStart, nameEnd, variable, inShell: false });
      if (variable) this.#names.note(variable.identity, { start: nameStart, end: nameEnd }, 'use');
    }
  }

  #shell(script: ShellScript, scope: Variables): void {
    for (const use of script.uses()) {
      const variable = scope.get(use.name);
      if (variable === undefined) continue;
      const [start, end] = [script.start + use.start, script.start + use.end];
      const [nameStart, nameEnd] = [script.start + use.nameStart, script.start + use.nameEnd];
      this.#uses.push({ name: use.name, operator: '', start, end, nameStart, nameEnd, variable, inShell: true });
      this.#names.note(variable.identity, { start: nameStart, end: nameEnd }, 'use');
    }
  }
}
