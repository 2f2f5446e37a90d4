import type { CreateHasher, Digest } from '@strake/core';
import { digestOf } from './digest.ts';
import type { KeyInput, KeyRecipe, Selector } from './key.ts';
import type { CopyAction, ExecMount, ExecOp, FileAction, FileOp, Op } from './op.ts';
import { hasWildcards } from './pattern.ts';
import type { Vertex } from './vertex.ts';

/**
 * How the key of a step is made. Steps with equal keys give equal layers: what cannot change a layer is left out of it
 * (where a source lies, cache mounts' names, addresses of extra hosts), as BuildKit leaves it out.
 */
export function keyRecipe({ op }: Vertex, createHasher?: CreateHasher): KeyRecipe {
  const { value, inputs } = keyed(op);
  return { op: digestOf('strake.op.1', value, createHasher), inputs };
}

/** What of an op counts, and what of its inputs. */
interface Keyed {
  readonly value: object;
  readonly inputs: readonly KeyInput[];
}

function keyed(op: Op): Keyed {
  if (op.kind === 'file') return keyedFile(op);
  return op.kind === 'exec' ? keyedExec(op) : { value: op, inputs: [] };
}

/** The key of a step. `inputs[i]` is the digest of what `recipe.inputs[i]` asks for. */
export function cacheKey(recipe: KeyRecipe, inputs: readonly Digest[], createHasher?: CreateHasher): Digest {
  if (inputs.length !== recipe.inputs.length) {
    throw new Error(`a key of ${recipe.inputs.length} inputs was given ${inputs.length} digests`);
  }
  return digestOf('strake.key.1', { op: recipe.op, inputs }, createHasher);
}

/** The root's file system as it is. */
const ROOT: KeyInput = { by: 'layers', input: 0 };

function keyedFile(op: FileOp): Keyed {
  const selections = createSelections();
  const actions = op.actions.map((action) => keyedAction(action, selections));
  const base = op.link ? [] : [ROOT];
  return { value: { ...op, actions }, inputs: [...base, ...selections.inputs()] };
}

function keyedAction(action: FileAction, selections: Selections): object {
  if (action.kind !== 'copy') return action;
  return { ...action, source: nameOfSource(action), input: selections.add(action.input, copySelector(action)) };
}

function copySelector({ source, wildcard, exclude, parents }: CopyAction): Selector {
  if (parents) return parentsSelector(source);
  const pattern = wildcard && hasWildcards(source);
  return { path: source, wildcard: pattern, followLast: wildcard, exclude, names: pattern };
}

/**
 * With --parents the directories from the pivot down to what matches count too. The first of them as a whole has them
 * all, and more: a change of a neighbour makes the layer anew, never a wrong one. Only a source without wildcards must
 * exist.
 */
function parentsSelector(source: string): Selector {
  const pivot = source.indexOf('/./');
  const top = pivot < 0 ? '' : source.slice(0, pivot);
  const [first = ''] = source.slice(pivot < 0 ? 0 : pivot + 3).split('/');
  const below = hasWildcards(source) ? optionalName(first) : first;
  const path = [top, below].filter((part) => part !== '').join('/');
  return { path, wildcard: hasWildcards(path), followLast: true, exclude: [], names: true };
}

/** A pattern of just this name, which may be missing; nothing for a name that is a pattern itself. */
function optionalName(name: string): string {
  return /^[\w.]/.test(name) && !/[*?[\\]/.test(name) ? `[${name.slice(0, 1)}]${name.slice(1)}` : '';
}

/** The part of a source that the layer shows: its last name, or with --parents all from the pivot on. */
function nameOfSource({ source, parents }: CopyAction): string {
  if (!parents) return source.slice(source.lastIndexOf('/') + 1);
  const pivot = source.indexOf('/./');
  return pivot < 0 ? source : source.slice(pivot + 3);
}

function keyedExec(op: ExecOp): Keyed {
  const selections = createSelections();
  const mounts = op.mounts.map((mount) => keyedMount(mount, selections));
  const extraHosts = op.extraHosts?.map(({ host }) => host);
  return { value: { ...op, mounts, extraHosts }, inputs: [ROOT, ...selections.inputs()] };
}

function keyedMount(mount: ExecMount, selections: Selections): object {
  if (mount.type !== 'bind' && mount.type !== 'cache') return mount;
  const input = mount.input === undefined ? undefined : selections.add(mount.input, mountSelector(mount.source));
  const keyed = { ...mount, source: undefined, input };
  return mount.type === 'bind' ? keyed : { ...keyed, id: undefined, sharing: undefined };
}

function mountSelector(path: string): Selector {
  return { path, wildcard: false, followLast: true, exclude: [], names: false };
}

/** What a step selects from its inputs, numbered by first use: the numbers of a vertex's inputs say nothing. */
interface Selections {
  add(input: number, selector: Selector): number;
  inputs(): readonly KeyInput[];
}

function createSelections(): Selections {
  const byInput = new Map<number, { readonly ordinal: number; readonly selectors: Selector[] }>();
  return {
    add(input, selector) {
      const known = byInput.get(input) ?? { ordinal: byInput.size, selectors: [] };
      known.selectors.push(selector);
      byInput.set(input, known);
      return known.ordinal;
    },
    inputs: () => [...byInput].map(([input, { selectors }]) => ({ by: 'content', input, selectors })),
  };
}
