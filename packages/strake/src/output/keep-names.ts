import { bytes } from '@strake/core';
import { encodeConfig } from '@strake/oci';
import { danglingName } from '../images/dangling.ts';
import { keepImage } from './image-output.ts';
import type { WrittenOutput } from './output.ts';
import type { OutputContext } from './write-outputs.ts';

/**
 * Gives the images the build's names in the store, but for those that an output has kept. Only several platforms are packed
 * for it: the index is what holds them together. With `unnamed`, an image is kept that gets neither name nor output as well.
 */
export async function keepNames(
  context: OutputContext,
  outputs: readonly WrittenOutput[],
  unnamed = false,
): Promise<void> {
  const { targets, names, sources, store, images } = context;
  const written = await Promise.all(targets.map(({ image }) => store.content.write(bytes(encodeConfig(image.config)))));
  const configs = written.map(({ digest }) => digest);
  const kept = new Set(outputs.flatMap(({ type, names = [] }) => (type === 'image' ? names : [])));
  const missing = names.filter((name) => !kept.has(name));
  if (targets.length > 1) {
    if (missing.length > 0 || unnamed) await keepImage({ type: 'image', names: missing }, context);
    return;
  }
  for (const name of unnamed ? [danglingName(configs)] : missing) {
    const known = await images.get(name);
    const isSame = known?.configs.join() === configs.join();
    // Writing down what is written down would wait for the disk.
    if (isSame && known?.sources?.join() === sources.join()) continue;
    const root = isSame ? known?.root : undefined;
    await images.put({ name, configs, sources, ...(root ? { root } : {}) });
  }
}
