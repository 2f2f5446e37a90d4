import { digestOf, encodeConfig, type Image } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { layerSize } from '../images/layer-size.ts';
import type { BuiltImage } from '../build-result.ts';
import type { OutputContext } from './write-outputs.ts';

/** An image as the caller of `build` sees it. */
export async function describeImage(
  { config, layers }: Image,
  { store, sources }: Pick<OutputContext, 'store' | 'sources'>,
): Promise<BuiltImage> {
  const makers = (config.history ?? []).filter((entry) => !entry.empty_layer).map((entry) => entry.created_by);
  const described = await Promise.all(
    layers.map(async (layer, i) => {
      const createdBy = makers.length === layers.length ? makers[i] : undefined;
      return {
        diffId: layer.diffId,
        ...(await layerSize(layer, store)),
        ...(createdBy === undefined ? {} : { createdBy }),
      };
    }),
  );
  const { os, architecture, variant } = config;
  return {
    id: digestOf(encodeConfig(config), nodeHasher),
    platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
    config,
    layers: described,
    sources,
  };
}
