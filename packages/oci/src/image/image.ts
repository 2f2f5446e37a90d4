import type { Layer } from '../layer/layer.ts';
import type { Descriptor, ImageConfig } from '../model/index.ts';

/** An image for one platform: immutable. */
export interface Image {
  readonly config: ImageConfig;
  /** One per `config.rootfs.diff_ids`, bottom first. */
  readonly layers: readonly Layer[];
  /** The manifest it came from, when it was pulled or read from a layout. */
  readonly manifest?: Descriptor;
}
