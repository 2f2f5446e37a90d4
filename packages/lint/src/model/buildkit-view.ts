import type { Diagnostic } from '@strake/core';
import { type Expansion, expand, type FromNode, type Instruction, stopsLineParser } from '@strake/parser';
import { type Build, dispatchAll, type Step } from './buildkit-steps.ts';
import { platformVariables } from './builtin-variables.ts';
import { isImageReference } from './image-reference.ts';
import type { LintFile } from './lint-file.ts';
import { neededStages } from './needed-stages.ts';
import { isPlatform } from './platform.ts';
import { scopeOf } from './scope.ts';
import { findStage, type Stage } from './stages.ts';

/** A FROM as BuildKit evaluates it. */
export interface FromStep {
  readonly node: FromNode;
  readonly image: Expansion;
  readonly platform: Expansion | undefined;
  /** Names a FROM may use. */
  readonly known: ReadonlySet<string>;
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

export function viewAsBuildkit(file: LintFile): BuildkitView {
  const errors = file.config.afterErrors ? [] : file.result.diagnostics.filter(({ severity }) => severity === 'error');
  const isReadable = !errors.some(({ code }) => stopsLineParser(code) || code === 'invalid-check-directive');
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
  const builtin = platformVariables(file.facts.platform, file.facts.buildPlatform, target);
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
  if (!file.config.afterErrors && cannotStart(file, froms)) return { invalidDefaults, froms, steps: [] };
  const starts = startsOf(file, froms);
  const stages = file.facts.onlyTarget === true ? neededStages(file, starts.bases) : file.stages;
  return { invalidDefaults, froms, steps: dispatchAll({ file, stages, globals, given, ...starts }) };
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
    const source = findStage(file, from);
    if (source === undefined) return /^\d+$/.test(from) || !isImageReference(from);
    return source.index === stage.index;
  });
}

/** What each FROM names once its variables are replaced: an image, or a stage. */
function startsOf(file: LintFile, froms: readonly FromStep[]): Pick<Build, 'bases' | 'images'> {
  const images = new Map<Stage, string>();
  const names = new Map<string, Stage>();
  const bases = new Map<Stage, Stage>();
  file.stages.forEach((stage, i) => {
    const image = froms[i]?.image.value ?? '';
    const base = names.get(image);
    images.set(stage, image);
    if (base !== undefined) bases.set(stage, base);
    if (stage.name !== undefined) names.set(stage.name.toLowerCase(), stage);
  });
  return { bases, images };
}
