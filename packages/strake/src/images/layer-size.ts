import { type Layer, plainSize } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';

/** What a layer takes. */
export interface LayerSize {
  /** Bytes uncompressed; absent for one that nobody has unpacked. */
  readonly size?: number;
  /** Bytes of the compressed form that it came in. */
  readonly packedSize?: number;
}

export async function layerSize(layer: Layer, { content }: Pick<DiskStore, 'content'>): Promise<LayerSize> {
  const plain = await content.stat(layer.diffId);
  const size = plain?.size ?? plainSize(await layer.storedIndex?.());
  return {
    ...(size === undefined ? {} : { size }),
    ...(layer.packed ? { packedSize: layer.packed.size } : {}),
  };
}

/** Of layers together, each where it is known: `packedSize` counts those only that nobody has unpacked. */
export function sumOf(sizes: readonly LayerSize[]): { readonly size: number; readonly packedSize: number } {
  return sizes.reduce<{ size: number; packedSize: number }>(
    (sum, { size, packedSize = 0 }) =>
      size === undefined ? { ...sum, packedSize: sum.packedSize + packedSize } : { ...sum, size: sum.size + size },
    { size: 0, packedSize: 0 },
  );
}
