import type { CreateHasher, Digest } from '@strake/core';
import { type Layer, overlay, type Tree } from '@strake/oci';
import type { LayersResult, Result } from './result.ts';

/** A file system of these layers as a result. */
export function layersResult(layers: readonly Layer[], hasher: CreateHasher, created?: string): LayersResult {
  const identity = identityOf(layers, hasher);
  return { kind: 'layers', layers, identity, ...(created === undefined ? {} : { created }) };
}

function identityOf(layers: readonly Layer[], createHasher: CreateHasher): Digest {
  const hasher = createHasher();
  hasher.update(new TextEncoder().encode(layers.map((layer) => layer.diffId).join('\n')));
  return hasher.digest();
}

/** The layers of a result that must be a file system: the base of a file or exec step. */
export function layersOf(result: Result | undefined): LayersResult {
  if (result?.kind !== 'layers') throw new Error('a step has a base that is no file system');
  return result;
}

const trees = new WeakMap<LayersResult, Promise<Tree>>();

/** A result as a tree. Loads the indexes of its layers, which may fetch them; done once per result. */
export function treeOf(result: Result, signal: AbortSignal): Promise<Tree> {
  if (result.kind === 'tree') return Promise.resolve(result.tree);
  let tree = trees.get(result);
  if (!tree) {
    tree = overlayOf(result.layers, signal);
    trees.set(result, tree);
  }
  return tree;
}

async function overlayOf(layers: readonly Layer[], signal: AbortSignal): Promise<Tree> {
  return overlay(await Promise.all(layers.map(async (layer) => ({ layer, index: await layer.index(signal) }))));
}
