import type { Layer } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';
import { SandboxError, type Snapshotter } from '@strake/sandbox';

/**
 * A snapshotter that looks, when a layer cannot be unpacked, whether the store holds it damaged: that is removed, and the
 * layer fetched once more.
 */
export function mendingSnapshotter(inner: Snapshotter, { content }: DiskStore): Snapshotter {
  return {
    ...inner,
    async prepare(parents, signal) {
      try {
        return await inner.prepare(parents, signal);
      } catch (error) {
        if (!(error instanceof SandboxError) || error.code !== 'LAYER_INVALID') throw error;
        if (!(await removedDamaged(parents, content, signal))) throw error;
        return inner.prepare(parents, signal);
      }
    },
  };
}

async function removedDamaged(
  layers: readonly Layer[],
  content: DiskStore['content'],
  signal: AbortSignal,
): Promise<boolean> {
  let removed = false;
  for (const digest of layers.flatMap(({ diffId, packed }) => (packed ? [packed.digest, diffId] : [diffId])))
    if ((await content.stat(digest)) && !(await content.isSound(digest, signal))) removed = true;
  return removed;
}
