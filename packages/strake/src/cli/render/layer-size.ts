import type { LayerSize } from '../../images/layer-size.ts';
import { formatSize } from './size.ts';

/** What a layer takes unpacked; else, and marked so, packed. */
export function formatLayerSize({ size, packedSize }: LayerSize): string {
  if (size !== undefined) return formatSize(size);
  return packedSize === undefined ? '-' : packed(packedSize);
}

/** What the layers of an image take: unpacked, and `packedSize` of those that nobody has unpacked. */
export function formatImageSize({ size, packedSize }: { readonly size: number; readonly packedSize?: number }): string {
  if (packedSize === undefined) return formatSize(size);
  return size === 0 ? packed(packedSize) : `${formatSize(size)} + ${packed(packedSize)}`;
}

function packed(bytes: number): string {
  return `${formatSize(bytes)} packed`;
}
