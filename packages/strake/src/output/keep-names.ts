import { bytes } from '@strake/core';
import { encodeConfig } from '@strake/oci';
import type { WrittenOutput } from './output.ts';
import type { OutputContext } from './write-outputs.ts';

/** Gives the images the build's names in the store, but for those that an output has kept. Nothing is packed for it. */
export async function keepNames(
  { targets, names, sources, store, images }: OutputContext,
  outputs: readonly WrittenOutput[],
): Promise<void> {
  const written = await Promise.all(targets.map(({ image }) => store.content.write(bytes(encodeConfig(image.config)))));
  const configs = written.map(({ digest }) => digest);
  const kept = new Set(outputs.flatMap(({ type, names = [] }) => (type === 'image' ? names : [])));
  for (const name of names) {
    if (kept.has(name)) continue;
    const known = await images.get(name);
    const root = known && known.configs.join() === configs.join() ? known.root : undefined;
    await images.put({ name, configs, sources, ...(root ? { root } : {}) });
  }
}
