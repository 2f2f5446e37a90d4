import { type ArgNode, expand, type Expandable, expandedParts, expandWords, type Instruction } from '@strake/parser';
import type { LintFile } from './lint-file.ts';
import type { ImageFacts } from '../facts.ts';
import { imageFacts } from './base-image.ts';
import { scopeOf } from './scope.ts';
import type { Stage } from './stages.ts';

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
  /** What the base image sets is known. */
  readonly isBaseKnown: boolean;
  /** Arguments after expansion: the ports of EXPOSE, the path of WORKDIR. */
  readonly words: readonly string[];
}

/** Among more names than this no likely one is looked for. */
const NAMES = 500;

/** What a stage hands to those based on it. */
interface StageState {
  readonly env: Map<string, string>;
  readonly buildArgs: Set<string>;
  hasShell: boolean;
  hasWorkdir: boolean;
  readonly isKnown: boolean;
}

/** What all stages of a file share. */
export interface Build {
  readonly file: LintFile;
  /** Those that are dispatched, each after the one it is based on. */
  readonly stages: readonly Stage[];
  readonly globals: ReadonlyMap<string, string>;
  readonly given: Readonly<Record<string, string>>;
  /** The stage that a stage is based on. */
  readonly bases: ReadonlyMap<Stage, Stage>;
  /** What FROM names, with its variables replaced. */
  readonly images: ReadonlyMap<Stage, string>;
}

/** The instructions of the build's stages, up to the first that fails. */
export function dispatchAll(build: Build): readonly Step[] {
  const states = new Map<Stage, StageState>();
  const steps: Step[] = [];
  for (const stage of build.stages) {
    const state = startOf(build, stage, states);
    states.set(stage, state);
    for (const { node, at } of withTriggers(stage, build.bases.get(stage))) {
      const { step, isFaulty } = dispatch(build, { node, at, stage }, state);
      steps.push(step);
      if (isFaulty && !build.file.config.afterErrors) return steps;
    }
  }
  return steps;
}

function startOf({ file, bases, images }: Build, stage: Stage, states: ReadonlyMap<Stage, StageState>): StageState {
  const baseStage = bases.get(stage);
  const base = baseStage === undefined ? undefined : states.get(baseStage);
  const image = base === undefined ? imageFacts(file, images.get(stage) ?? '') : undefined;
  const env = new Map(base?.env ?? baseEnv(image));
  const hasShell = base?.hasShell ?? image?.shell !== undefined;
  const isKnown = base?.isKnown ?? image !== undefined;
  return { env, buildArgs: new Set(base?.buildArgs), hasShell, hasWorkdir: base?.hasWorkdir ?? false, isKnown };
}

function dispatch(
  build: Build,
  place: Pick<Step, 'node' | 'at' | 'stage'>,
  state: StageState,
): { readonly step: Step; readonly isFaulty: boolean } {
  const { node } = place;
  const { hasShell, hasWorkdir } = state;
  const { words, undefinedNames, isFaulty } = expandNode(build, node, state);
  const names = undefinedNames.length === 0 || state.env.size > NAMES ? [] : [...state.env.keys()];
  if (node.kind === 'env') for (let i = 0; i < words.length; i += 2) state.env.set(words[i] ?? '', words[i + 1] ?? '');
  if (node.kind === 'shell') state.hasShell = true;
  if (node.kind === 'workdir') state.hasWorkdir = true;
  const step = { ...place, undefinedNames, names, hasShell, hasWorkdir, isBaseKnown: state.isKnown, words };
  return { step, isFaulty: isFaulty || endsBuild(node, words) };
}

function expandNode(
  build: Build,
  node: Instruction,
  state: StageState,
): Pick<Step, 'words' | 'undefinedNames'> & { readonly isFaulty: boolean } {
  const { escape } = build.file.result.ast;
  const scope = scopeOf(state.env);
  if (node.kind === 'expose') {
    const expanded = node.ports.map((port) => expandWords(port.text, scope, { escape }));
    const isFaulty = expanded.some(({ fault }) => fault !== undefined);
    return { words: expanded.flatMap(({ words }) => words), undefinedNames: [], isFaulty };
  }
  const undefinedNames: string[] = [];
  const read = (part: Expandable): string | undefined => {
    const { text, options } = textOf(part, escape);
    const { value, unmatchedNames, fault } = expand(text, scope, options);
    for (const name of unmatchedNames)
      if (!state.buildArgs.has(name) && !NEVER_SET.has(name)) undefinedNames.push(name);
    return fault === undefined ? value : undefined;
  };
  if (node.kind === 'arg') {
    const isFaulty = !declare(node, state, read, build);
    return { words: [], undefinedNames, isFaulty };
  }
  const values = expandedParts(node).map(read);
  return { words: values.map((value) => value ?? ''), undefinedNames, isFaulty: values.includes(undefined) };
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
  { globals, given }: Build,
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

function baseEnv(image: ImageFacts | undefined): readonly (readonly [string, string])[] {
  const pairs = (image?.env ?? []).map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
  });
  return [['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ...pairs];
}
