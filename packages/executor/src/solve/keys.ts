import type { CreateHasher, Digest } from '@strake/core';
import { digestTree, type FileEntry, TREE_DIGEST_FORMAT } from '@strake/oci';
import { cacheKey, type KeyInput, keyRecipe, type Selector, type Vertex } from '@strake/planner/graph';
import { excludeMatcher } from '../file/copy/filter.ts';
import { fileSystemOf, isHere, treeOf } from '../layers.ts';
import type { OpContext } from '../ops/context.ts';
import type { KnownResult, Result } from '../result.ts';

/**
 * The keys a step is looked up by. `quick` takes file systems as wholes and what of them is selected by its name, which
 * needs no index; `exact` looks at the content that the step selects, so that changed-but-equal inputs hit. They are one
 * when nothing is selected from a file system, and when of an input only the name is known.
 */
export interface StepKeys {
  readonly quick: Digest;
  exact(): Promise<Digest>;
}

export async function stepKeys(vertex: Vertex, inputs: readonly KnownResult[], context: OpContext): Promise<StepKeys> {
  const { hasher } = context.services;
  const recipe = keyRecipe(vertex, hasher);
  const keyWith = async (digestInput: (input: KeyInput) => Promise<Digest>): Promise<Digest> =>
    cacheKey(recipe, await Promise.all(recipe.inputs.map(digestInput)), hasher);
  const wholeOrContent = (input: KeyInput): Promise<Digest> => {
    const result = inputAt(inputs, input.input);
    if (result.kind === 'tree') return contentDigest(input, result, context);
    return Promise.resolve(input.by === 'layers' ? result.identity : partOf(result.identity, input.selectors, hasher));
  };
  const quick = await keyWith(wholeOrContent);
  const selects = recipe.inputs.some((i) => i.by === 'content' && inputAt(inputs, i.input).kind !== 'tree');
  if (!selects || !inputs.every(isHere)) return { quick, exact: () => Promise.resolve(quick) };
  let exact: Promise<Digest> | undefined;
  const byContent = (input: KeyInput): Promise<Digest> =>
    input.by === 'layers' ? wholeOrContent(input) : contentDigest(input, inputAt(inputs, input.input), context);
  return { quick, exact: () => (exact ??= keyWith(byContent)) };
}

/**
 * What the keys of a step have in common, whatever it selects from its other inputs; undefined when it selects nothing. A
 * record by this key is of what the step made last.
 */
export function lineKey(
  vertex: Vertex,
  inputs: readonly KnownResult[],
  { services: { hasher } }: OpContext,
): Digest | undefined {
  const recipe = keyRecipe(vertex, hasher);
  if (recipe.inputs.every((input) => input.by === 'layers')) return undefined;
  const identityOf = (input: KeyInput): Digest =>
    input.by === 'layers' ? fileSystemOf(inputAt(inputs, input.input)).identity : ANY;
  return cacheKey(recipe, recipe.inputs.map(identityOf), hasher);
}

/** In the place of a content's digest. Zeros are the identity of scratch. */
const ANY: Digest = `sha256:${'f'.repeat(64)}`;

/** Of a file system as a whole, what a step takes: other paths of the same one are other files. */
function partOf(identity: Digest, selectors: readonly Selector[], hasher: CreateHasher): Digest {
  const digest = hasher();
  digest.update(new TextEncoder().encode(JSON.stringify([identity, selectors])));
  return digest.digest();
}

function inputAt<R extends KnownResult>(inputs: readonly R[], index: number): R {
  const result = inputs[index];
  if (!result) throw new Error(`a step has no input ${index}`);
  return result;
}

async function contentDigest(input: KeyInput, result: Result, context: OpContext): Promise<Digest> {
  if (input.by === 'layers') throw new Error('a context is used as a base');
  const { signal, services } = context;
  const options = {
    createHasher: services.hasher,
    excluder: (patterns: readonly string[]) => excludeMatcher(patterns, services.matcher),
    signal,
  };
  if (result.kind !== 'tree') return digestTree(await treeOf(result, signal), input.selectors, options);
  const { tree } = result;
  const digestOf = (file: FileEntry): Promise<Digest> => tree.digestOf(file.path, signal);
  const compute = (): Promise<Digest> => digestTree(tree, input.selectors, { ...options, digestOf });
  const name = JSON.stringify([TREE_DIGEST_FORMAT, input.selectors]);
  return tree.remembered?.(name, compute) ?? compute();
}
