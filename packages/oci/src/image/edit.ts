import type { CreateHasher, Digest } from '@strake/core';
import { OciError } from '../error.ts';
import { digestOf, sha256Hasher } from '../hash/sha256.ts';
import type { Layer } from '../layer/layer.ts';
import type { HistoryEntry, ImageConfig } from '../model/index.ts';
import type { Image } from './image.ts';

/** The image with one more layer, or, without `layer`, with one more step that changed no files. */
export function append(base: Image, add: { readonly layer?: Layer; readonly history: HistoryEntry }): Image {
  const { layer, history } = add;
  const entry = layer ? history : { ...history, empty_layer: true };
  const layers = layer ? [...base.layers, layer] : base.layers;
  const config = { ...base.config, history: [...(base.config.history ?? []), entry], rootfs: rootfsOf(layers) };
  return { config, layers };
}

/** The image with another configuration; what it says of the layers stays true. */
export function withConfig(base: Image, edit: (config: ImageConfig) => ImageConfig): Image {
  return { config: { ...edit(base.config), rootfs: rootfsOf(base.layers) }, layers: base.layers };
}

/** Throws `CONFIG_INVALID` unless the configuration's diffIDs are the layers'. */
export function validateImage({ config, layers }: Image): void {
  const expected = layers.map((layer) => layer.diffId);
  const found = config.rootfs.diff_ids;
  if (found.length === expected.length && found.every((diffId, i) => diffId === expected[i])) return;
  throw new OciError(
    'CONFIG_INVALID',
    `config names ${found.length} diffIDs that are not those of the ${expected.length} layers`,
  );
}

/**
 * History with one entry for each of `layers` layers, as tools expect it; images of other builders have too few or too
 * many. Surplus entries count as steps without a layer, missing ones are added at the end, as BuildKit does it.
 */
export function fitHistory(history: readonly HistoryEntry[], layers: number): readonly HistoryEntry[] {
  let left = layers;
  const fitted = history.map((entry) => {
    if (entry.empty_layer) return entry;
    left -= 1;
    return left < 0 ? { ...entry, empty_layer: true } : entry;
  });
  return [...fitted, ...Array.from({ length: Math.max(left, 0) }, () => ({ comment: 'a layer without history' }))];
}

/** Identity of a stack of layers (OCI image spec, config.md, "Layer ChainID"). `undefined` for no layers. */
export function chainId(diffIds: readonly Digest[], createHasher: CreateHasher = sha256Hasher): Digest | undefined {
  const encoder = new TextEncoder();
  let chain: Digest | undefined;
  for (const diffId of diffIds)
    chain = chain === undefined ? diffId : digestOf(encoder.encode(`${chain} ${diffId}`), createHasher);
  return chain;
}

function rootfsOf(layers: readonly Layer[]): ImageConfig['rootfs'] {
  return { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) };
}
