import type { Diagnostic } from '@strake/core';
import {
  type ArgNode,
  type Expansion,
  expand,
  type Expandable,
  expandedParts,
  expandWords,
  type FromNode,
  type Instruction,
  type Scope,
} from '@strake/parser';
import { platformVariables } from './builtin-variables.ts';
import { isImageReference } from './image-reference.ts';
import type { LintFile } from './lint-file.ts';
import { isPlatform } from './platform.ts';
import { findStage, type Stage } from './stages.ts';

/** A FROM as BuildKit evaluates it. */
export interface FromStep {
  readonly node: FromNode;
  readonly image: Expansion;
  readonly platform: Expansion | undefined;
  /** Names a FROM may use. */
  readonly known: ReadonlySet<string>;
}

/** An instruction as BuildKit dispatches it. */
export interface Step {
  readonly node: Instruction;
  /** The instruction a finding is reported at: FROM for triggers of a base stage. */
  readonly at: Instruction;
  readonly stage: Stage;
  /** Variables that are not there, for each word that has some. */
  readonly undefinedNames: readonly string[];
  /** Names that "did you mean" may offer. */
  readonly names: readonly string[];
  /** SHELL was set before, in this stage or one it is based on. */
  readonly hasShell: boolean;
  /** A WORKDIR came before, in this stage or one it is based on. */
  readonly hasWorkdir: boolean;
  /** Arguments after expansion: the ports of EXPOSE, the path of WORKDIR. */
  readonly words: readonly string[];
}

/** What BuildKit's linter sees: it ends its work at the first error, and this view ends there too. */
export interface BuildkitView {
  /** Nothing at all is checked after a fault of the line parser. */
  readonly isReadable: boolean;
  /** The instructions read before the first fault, with the faulty one. */
  readonly read: readonly Instruction[];
  /** All instructions are well formed, and there is a stage. */
  readonly isWhole: boolean;
  /** FROMs whose image name is invalid when all ARGs have their defaults. */
  readonly invalidDefaults: readonly FromNode[];
  readonly froms: readonly FromStep[];
  readonly steps: readonly Step[];
}

// What the line parser refuses; all else is refused one instruction after the other.
const UNREADABLE: ReadonlySet<string> = new Set([
  'line-too-long',
  'duplicate-directive',
  'invalid-escape-directive',
  'no-instructions',
  'unterminated-heredoc',
  'invalid-heredoc',
  'json-not-strings',
  'missing-value',
  'missing-equals',
  'invalid-check-directive',
]);

export function viewAsBuildkit(file: LintFile): BuildkitView {
  const errors = file.config.afterErrors ? [] : file.result.diagnostics.filter(({ severity }) => severity === 'error');
  const isReadable = !errors.some(({ code }) => UNREADABLE.has(code));
  if (!isReadable) return { isReadable, read: [], isWhole: false, invalidDefaults: [], froms: [], steps: [] };
  const { instructions } = file.result.ast;
  const read = errors[0] === undefined ? instructions : readBefore(instructions, errors[0]);
  if (errors.length > 0 || file.stages[0]?.from === undefined)
    return { isReadable, read, isWhole: false, invalidDefaults: [], froms: [], steps: [] };
  return { isReadable, read, isWhole: true, ...evaluate(file) };
}

function readBefore(instructions: readonly Instruction[], error: Diagnostic): readonly Instruction[] {
  const { offset } = error.range.start;
  return instructions.filter((node) => node.start <= offset);
}

function evaluate(file: LintFile): Pick<BuildkitView, 'invalidDefaults' | 'froms' | 'steps'> {
  const given = file.facts.buildArgs ?? {};
  const target = file.facts.target ?? file.stages.at(-1)?.name ?? '';
  const builtin = platformVariables(file.facts.platform, target);
  const defaults = globalArgs(file, builtin, {});
  const invalidDefaults = defaults === undefined ? [] : findInvalidDefaults(file, defaults);
  const globals = globalArgs(file, builtin, given);
  if (globals === undefined) return { invalidDefaults, froms: [], steps: [] };
  const declared = file.globals.flatMap((node) => node.declarations.map(({ key }) => key.text));
  const known = new Set([...declared, ...globals.keys()]);
  const froms: FromStep[] = [];
  for (const { from } of file.stages) {
    if (from === undefined) continue;
    const step = evaluateFrom(file, from, globals, known);
    froms.push(step);
    if (isFaultyFrom(step) && !file.config.afterErrors) return { invalidDefaults, froms, steps: [] };
  }
  const blocked = !file.config.afterErrors && cannotStart(file, froms);
  return {
    invalidDefaults,
    froms,
    steps: blocked ? [] : createDispatcher(file, globals, given, baseStages(file, froms)).run(),
  };
}

/** Values of global ARGs; undefined after a fault. */
function globalArgs(
  file: LintFile,
  builtin: ReadonlyMap<string, string>,
  given: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> | undefined {
  const values = new Map(builtin);
  const { escape } = file.result.ast;
  for (const { declarations } of file.globals)
    for (const { key, value } of declarations) {
      const name = expand(key.text, scopeOf(values), { escape }).value;
      if (Object.hasOwn(given, name)) values.set(name, given[name] ?? '');
      else if (value !== undefined) {
        const expanded = expand(value.text, scopeOf(values), { escape });
        if (expanded.fault !== undefined && !file.config.afterErrors) return undefined;
        values.set(name, expanded.value);
      }
    }
  return values;
}

export function scopeOf(values: ReadonlyMap<string, string>): Scope {
  return { get: (name) => values.get(name), names: () => values.keys() };
}

function findInvalidDefaults(file: LintFile, values: ReadonlyMap<string, string>): readonly FromNode[] {
  const found: FromNode[] = [];
  for (const { from } of file.stages) {
    if (from === undefined) continue;
    const { value, fault } = expand(from.image.text, scopeOf(values), { escape: file.result.ast.escape });
    if (fault !== undefined) return found;
    if (!isImageReference(value)) found.push(from);
  }
  return found;
}

function evaluateFrom(
  file: LintFile,
  node: FromNode,
  globals: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
): FromStep {
  const { escape } = file.result.ast;
  const flag = node.flags.find(({ name }) => name === 'platform')?.value;
  const scope = scopeOf(globals);
  const image = expand(node.image.text, scope, { escape });
  return { node, image, platform: flag ? expand(flag, scope, { escape }) : undefined, known };
}

function isFaultyFrom({ image, platform }: FromStep): boolean {
  if (image.fault !== undefined || image.value === '') return true;
  return platform !== undefined && (platform.fault !== undefined || !isPlatform(platform.value));
}

/** What BuildKit finds wrong between reading FROMs and the first instruction of a stage. */
function cannotStart(file: LintFile, froms: readonly FromStep[]): boolean {
  const names = new Set<string>();
  for (const { node, image } of froms) {
    const isStage = names.has(image.value);
    if (!isStage && image.value !== 'scratch' && !isImageReference(image.value)) return true;
    if (node.alias !== undefined) names.add(node.alias.text.toLowerCase());
  }
  return file.of('copy').some(({ node, stage }) => {
    const from = node.flags.find(({ name }) => name === 'from')?.value;
    if (!from) return false;
    if (expand(from, scopeOf(new Map()), { escape: file.result.ast.escape }).value !== from) return true;
    const source = findStage(file.stages, from);
    if (source === undefined) return /^\d+$/.test(from) || !isImageReference(from);
    return source.index === stage.index;
  });
}

/** The stage that each FROM names once its variables are replaced. */
function baseStages(file: LintFile, froms: readonly FromStep[]): ReadonlyMap<Stage, Stage> {
  const names = new Map<string, Stage>();
  const bases = new Map<Stage, Stage>();
  file.stages.forEach((stage, i) => {
    const base = names.get(froms[i]?.image.value ?? '');
    if (base !== undefined) bases.set(stage, base);
    if (stage.name !== undefined) names.set(stage.name.toLowerCase(), stage);
  });
  return bases;
}

/** What a stage hands to those based on it. */
interface StageState {
  readonly env: Map<string, string>;
  readonly buildArgs: Set<string>;
  hasShell: boolean;
  hasWorkdir: boolean;
}

interface Dispatcher {
  run(): readonly Step[];
}

function createDispatcher(
  file: LintFile,
  globals: ReadonlyMap<string, string>,
  given: Readonly<Record<string, string>>,
  bases: ReadonlyMap<Stage, Stage>,
): Dispatcher {
  const states = new Map<Stage, StageState>();
  const escape = file.result.ast.escape;
  const steps: Step[] = [];
  const start = (stage: Stage): StageState => {
    const baseStage = bases.get(stage);
    const base = baseStage === undefined ? undefined : states.get(baseStage);
    const env = new Map(base?.env ?? baseEnv(file, stage));
    const hasShell = base?.hasShell ?? baseImage(file, stage)?.shell !== undefined;
    return { env, buildArgs: new Set(base?.buildArgs), hasShell, hasWorkdir: base?.hasWorkdir ?? false };
  };

  /** False ends everything. */
  const dispatch = (node: Instruction, at: Instruction, stage: Stage, state: StageState): boolean => {
    const scope = scopeOf(state.env);
    const undefinedNames: string[] = [];
    const words: string[] = [];
    const read = (part: Expandable): string | undefined => {
      const { text, options } = textOf(part, escape);
      const { value, unmatchedNames, fault } = expand(text, scope, options);
      for (const name of unmatchedNames)
        if (!state.buildArgs.has(name) && !NEVER_SET.has(name)) undefinedNames.push(name);
      return fault === undefined ? value : undefined;
    };
    let isFaulty = false;
    if (node.kind === 'arg') isFaulty = !declare(node, state, read, globals, given);
    else if (node.kind === 'expose')
      for (const port of node.ports) {
        const expanded = expandWords(port.text, scope, { escape });
        isFaulty ||= expanded.fault !== undefined;
        words.push(...expanded.words);
      }
    else {
      for (const part of expandedParts(node)) {
        const value = read(part);
        isFaulty ||= value === undefined;
        words.push(value ?? '');
      }
    }
    const { hasShell, hasWorkdir } = state;
    const names = undefinedNames.length === 0 ? [] : [...state.env.keys()];
    steps.push({ node, at, stage, undefinedNames, names, hasShell, hasWorkdir, words });
    if (node.kind === 'env')
      for (let i = 0; i < words.length; i += 2) state.env.set(words[i] ?? '', words[i + 1] ?? '');
    if (node.kind === 'shell') state.hasShell = true;
    if (node.kind === 'workdir') state.hasWorkdir = true;
    return !(isFaulty || endsBuild(node, words)) || file.config.afterErrors;
  };

  return {
    run() {
      for (const stage of file.stages) {
        const state = start(stage);
        states.set(stage, state);
        for (const { node, at } of withTriggers(stage, bases.get(stage)))
          if (!dispatch(node, at, stage, state)) return steps;
      }
      return steps;
    },
  };
}

// Declared or not, these never become variables.
const NEVER_SET: ReadonlySet<string> = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

function withTriggers(
  stage: Stage,
  base: Stage | undefined,
): readonly { readonly node: Instruction; readonly at: Instruction }[] {
  const own = stage.instructions.map((node) => ({ node, at: node }));
  const { from } = stage;
  if (from === undefined || base === undefined) return own;
  const inherited = base.instructions.flatMap((node) =>
    node.kind === 'onbuild' ? [{ node: node.trigger, at: from }] : [],
  );
  return [...inherited, ...own];
}

/** Sets what an ARG declares; false after a fault. */
function declare(
  node: ArgNode,
  state: StageState,
  read: (part: Expandable) => string | undefined,
  globals: ReadonlyMap<string, string>,
  given: Readonly<Record<string, string>>,
): boolean {
  for (const { key, value } of node.declarations) {
    const name = key.text;
    let result: string | undefined;
    if (Object.hasOwn(given, name)) result = given[name];
    else if (value !== undefined) {
      result = read(value);
      if (result === undefined) return false;
    } else result = globals.get(name);
    if (result !== undefined && !NEVER_SET.has(name)) state.env.set(name, result);
    state.buildArgs.add(name);
  }
  return true;
}

function textOf(
  part: Expandable,
  escape: '\\' | '`',
): { readonly text: string; readonly options: { readonly escape?: '\\' | '`'; readonly raw?: boolean } } {
  switch (part.kind) {
    case 'word':
      return { text: part.text, options: { escape } };
    case 'heredoc':
      return { text: part.content, options: { raw: true } };
    case 'string':
    case 'flag':
    case 'mount-field':
      return { text: part.value ?? '', options: { escape } };
  }
}

function endsBuild(node: Instruction, words: readonly string[]): boolean {
  if (node.kind === 'expose') return words.some((word) => !/^(?:.*:)?\d+(?:-\d+)?(?:\/(?:tcp|udp|sctp))?$/i.test(word));
  return false;
}

function baseImage(file: LintFile, stage: Stage): ReturnType<NonNullable<LintFile['facts']['image']>> {
  const { facts } = file;
  return stage.from === undefined ? undefined : facts.image?.(stage.from.image.text, facts.platform);
}

function baseEnv(file: LintFile, stage: Stage): readonly (readonly [string, string])[] {
  const env = baseImage(file, stage)?.env ?? [];
  const pairs = env.map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
  });
  return [['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ...pairs];
}
