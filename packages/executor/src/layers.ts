import type { CreateHasher, Digest } from '@strake/core';
import {
  type IndexedFile,
  type IndexedLayer,
  type Layer,
  type ListedFile,
  listedLayer,
  overlay,
  squash,
  type Tree,
} from '@strake/oci';
import type { KnownResult, LayersResult, NamedResult, Result } from './result.ts';

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
  parts.set(result, partOn(below, added));
  return result;
}

/** A file system and what a step put on it, where one of them is not here. */
export function nameLayers(
  below: LayersResult | NamedResult,
  added: readonly Digest[],
  hasher: CreateHasher,
): NamedResult {
  const identity = added.reduce((under, diffId) => nextIdentity(under, { diffId }, hasher), below.identity);
  return { kind: 'named', identity };
}

/** What the step that made it put on top. */
export function addedLayers(result: LayersResult): readonly Layer[] {
  return partOf(result).added;
}

interface Part {
  readonly below: LayersResult | undefined;
  readonly added: readonly Layer[];
  /** Whether any layer up to this one is only listed. */
  readonly isListed: boolean;
}

const parts = new WeakMap<LayersResult, Part>();

/** A result from elsewhere is one that was made at once. */
function partOf(result: LayersResult): Part {
  const known = parts.get(result);
  if (known) return known;
  const part = partOn(undefined, result.layers);
  parts.set(result, part);
  return part;
}

function partOn(below: LayersResult | undefined, added: readonly Layer[]): Part {
  const isListed = below !== undefined && partOf(below).isListed;
  return { below, added, isListed: isListed || added.some(({ listing }) => listing) };
}

/** The results that a result was made from, bottom first, itself last. */
function chainOf(result: LayersResult): readonly LayersResult[] {
  const chain: LayersResult[] = [];
  for (let part: LayersResult | undefined = result; part; part = parts.get(part)?.below) chain.push(part);
  return chain.reverse();
}

const EMPTY: Digest = `sha256:${'0'.repeat(64)}`;

function nextIdentity(
  below: Digest,
  { diffId, listing }: Pick<Layer, 'diffId' | 'listing'>,
  createHasher: CreateHasher,
): Digest {
  const hasher = createHasher();
  const layer = listing ? `${diffId}\n${listing.blob}` : diffId;
  hasher.update(new TextEncoder().encode(`${below}\n${layer}`));
  return hasher.digest();
}

/** The layers of a result that must be a file system: the base of a file or exec step. */
export function layersOf(result: KnownResult | undefined): LayersResult {
  if (result?.kind !== 'layers') throw new Error('a step has a base that is no file system');
  return result;
}

/** The same, where its name is enough. */
export function fileSystemOf(result: KnownResult | undefined): LayersResult | NamedResult {
  return result?.kind === 'named' ? result : layersOf(result);
}

/** Whether a result is more than a name. */
export function isHere(result: KnownResult): result is Result {
  return result.kind !== 'named';
}

/** What a tree says of files, and how it is made. */
interface Reading<F extends ListedFile> {
  readonly read: (layer: Layer, signal: AbortSignal) => Promise<IndexedLayer<F>>;
  /** Held as long as somebody looks at them: a tree remembers what was looked up. */
  readonly trees: WeakMap<LayersResult, WeakRef<Tree<F>>>;
  /** All layers up to a part, bottom first, small neighbours as one: how trees are made. */
  readonly runs: WeakMap<Part, readonly IndexedLayer<F>[]>;
}

const indexed = async (layer: Layer, signal: AbortSignal): Promise<IndexedLayer> => ({
  layer,
  index: await layer.index(signal),
});

const WHOLE: Reading<IndexedFile> = { read: indexed, trees: new WeakMap(), runs: new WeakMap() };

const LISTED: Reading<ListedFile> = {
  // An indexed layer among listed ones is asked for its own files only.
  read: (layer, signal) => (layer.listing ? listedLayer(layer, layer.listing, signal) : indexed(layer, signal)),
  trees: new WeakMap(),
  runs: new WeakMap(),
};

/** A result as a tree. Loads the indexes of its layers, which may fetch them. */
export async function treeOf(result: Result, signal: AbortSignal): Promise<Tree> {
  return result.kind === 'tree' ? result.tree : readTree(result, WHOLE, signal);
}

/** As `treeOf`, for who looks at names: of layers that are only listed it says no more. */
export async function baseTreeOf(result: LayersResult, signal: AbortSignal): Promise<Tree<ListedFile>> {
  return partOf(result).isListed ? readTree(result, LISTED, signal) : readTree(result, WHOLE, signal);
}

async function readTree<F extends ListedFile>(
  result: LayersResult,
  reading: Reading<F>,
  signal: AbortSignal,
): Promise<Tree<F>> {
  const known = reading.trees.get(result)?.deref();
  if (known) return known;
  const tree = overlay(await runsOf(result, reading, signal));
  reading.trees.set(result, new WeakRef(tree));
  return tree;
}

async function runsOf<F extends ListedFile>(
  result: LayersResult,
  { read, runs: known }: Reading<F>,
  signal: AbortSignal,
): Promise<readonly IndexedLayer<F>[]> {
  const missing: Part[] = [];
  let part: Part | undefined = partOf(result);
  for (; part && !known.has(part); part = part.below && partOf(part.below)) missing.push(part);
  let runs: readonly IndexedLayer<F>[] = (part && known.get(part)) ?? [];
  for (const next of missing.reverse()) {
    const added = await Promise.all(next.added.map((layer) => read(layer, signal)));
    runs = added.reduce(addRun<F>, runs);
    known.set(next, runs);
  }
  return runs;
}

/** Each run is much smaller than the one below: there are few, and an entry moves few times. */
function addRun<F extends ListedFile>(
  runs: readonly IndexedLayer<F>[],
  added: IndexedLayer<F>,
): readonly IndexedLayer<F>[] {
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

function sizeOf({ index }: Pick<IndexedLayer<ListedFile>, 'index'>): number {
  return index.entries.length;
}
