import type { CreateHasher, Digest } from '@strake/core';
import { type IndexedLayer, type Layer, overlay, squash, type Tree } from '@strake/oci';
import type { LayersResult, Result } from './result.ts';

/** The file system of an image's layers, bottom first. */
export function layersResult(layers: readonly Layer[], hasher: CreateHasher): LayersResult {
  return addLayers(undefined, layers, { hasher });
}

/** A file system and what a step put on it. It refers to what is below: a long chain of steps costs no more than its layers. */
export function addLayers(
  below: LayersResult | undefined,
  added: readonly Layer[],
  { hasher, created }: { readonly hasher: CreateHasher; readonly created?: string },
): LayersResult {
  const result: LayersResult = {
    kind: 'layers',
    get layers() {
      return chainOf(this).flatMap((part) => parts.get(part)?.added ?? []);
    },
    identity: added.reduce((identity, layer) => nextIdentity(identity, layer, hasher), below?.identity ?? EMPTY),
    ...(created === undefined ? {} : { created }),
  };
  parts.set(result, { below, added });
  return result;
}

/** What the step that made it put on top. */
export function addedLayers(result: LayersResult): readonly Layer[] {
  return partOf(result).added;
}

interface Part {
  readonly below: LayersResult | undefined;
  readonly added: readonly Layer[];
  /** All layers up to this one, bottom first, small neighbours as one: how trees are made. Absent until one was wanted. */
  runs?: readonly IndexedLayer[];
}

const parts = new WeakMap<LayersResult, Part>();

/** A result from elsewhere is one that was made at once. */
function partOf(result: LayersResult): Part {
  const known = parts.get(result);
  if (known) return known;
  const part: Part = { below: undefined, added: result.layers };
  parts.set(result, part);
  return part;
}

/** The results that a result was made from, bottom first, itself last. */
function chainOf(result: LayersResult): readonly LayersResult[] {
  const chain: LayersResult[] = [];
  for (let part: LayersResult | undefined = result; part; part = parts.get(part)?.below) chain.push(part);
  return chain.reverse();
}

const EMPTY: Digest = `sha256:${'0'.repeat(64)}`;

function nextIdentity(below: Digest, { diffId }: Layer, createHasher: CreateHasher): Digest {
  const hasher = createHasher();
  hasher.update(new TextEncoder().encode(`${below}\n${diffId}`));
  return hasher.digest();
}

/** The layers of a result that must be a file system: the base of a file or exec step. */
export function layersOf(result: Result | undefined): LayersResult {
  if (result?.kind !== 'layers') throw new Error('a step has a base that is no file system');
  return result;
}

/** Held as long as somebody looks at them: a tree remembers what was looked up. */
const trees = new WeakMap<LayersResult, WeakRef<Tree>>();

/** A result as a tree. Loads the indexes of its layers, which may fetch them. */
export async function treeOf(result: Result, signal: AbortSignal): Promise<Tree> {
  if (result.kind === 'tree') return result.tree;
  const known = trees.get(result)?.deref();
  if (known) return known;
  const tree = overlay(await runsOf(result, signal));
  trees.set(result, new WeakRef(tree));
  return tree;
}

async function runsOf(result: LayersResult, signal: AbortSignal): Promise<readonly IndexedLayer[]> {
  const missing: Part[] = [];
  let part: Part | undefined = partOf(result);
  for (; part && !part.runs; part = part.below && partOf(part.below)) missing.push(part);
  let runs: readonly IndexedLayer[] = part?.runs ?? [];
  for (const next of missing.reverse()) {
    const added = await Promise.all(next.added.map(async (layer) => ({ layer, index: await layer.index(signal) })));
    next.runs = runs = added.reduce(addRun, runs);
  }
  return runs;
}

/** Each run is much smaller than the one below: there are few, and an entry moves few times. */
function addRun(runs: readonly IndexedLayer[], added: IndexedLayer): readonly IndexedLayer[] {
  const kept = [...runs];
  let top = added;
  for (let below = kept.at(-1); below && 2 * sizeOf(top) >= sizeOf(below); below = kept.at(-1)) {
    const one = squash(below, top);
    if (!one) break;
    kept.pop();
    top = one;
  }
  return [...kept, top];
}

function sizeOf({ index }: IndexedLayer): number {
  return index.entries.length;
}
