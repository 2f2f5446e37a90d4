import type { DiskStore } from '@strake/oci/node';
import type { TargetImage } from '../output/target-image.ts';

/** Fetches the layers of steps that were found in a cache elsewhere: an image with a name must not depend on it. */
export async function fetchOwnLayers(
  targets: readonly TargetImage[],
  { content }: DiskStore,
  signal: AbortSignal,
): Promise<void> {
  for (const { image, own } of targets) {
    for (const { diffId, packed, packedBytes } of image.layers.slice(image.layers.length - own)) {
      if (!packed || (await content.stat(packed.digest)) || (await content.stat(diffId))) continue;
      for await (const _ of packedBytes?.(signal) ?? []) signal.throwIfAborted();
    }
  }
}
