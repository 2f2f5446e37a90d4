import {
  type Descriptor,
  formatPlatform,
  type LayerIntake,
  OciError,
  packImage,
  type PackedImage,
  packIndex,
  type Packing,
} from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';
import { BuildError } from '../error.ts';
import { type Annotation, annotationsOn, checkAnnotations } from './annotation.ts';
import type { PackingOptions } from './output.ts';
import { rewriteTimestamps } from './rewrite-timestamps.ts';
import type { TargetImage } from './target-image.ts';

/** A build's images as one that can leave. */
export interface PackedTargets {
  /** The only image, or an index over all. */
  readonly whole: PackedImage;
  /** One per platform. */
  readonly parts: readonly PackedImage[];
  /** Annotations of the descriptor that points to `whole`. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Packs a build's images as an output wants them; `intake` gets their layers meanwhile. Throws `OPTION_INVALID` for what cannot be. */
export async function packTargets(
  targets: readonly TargetImage[],
  options: PackingOptions & { readonly ociMediaTypes: boolean },
  store: DiskStore,
  signal: AbortSignal,
  intake?: LayerIntake,
): Promise<PackedTargets> {
  const { annotations = [], ociMediaTypes } = options;
  const platforms = targets.map(({ image }) => image.config);
  checkAnnotations(annotations, platforms, ociMediaTypes);
  checkDistinct(platforms.map(formatPlatform));
  const parts: PackedImage[] = [];
  for (const target of targets) parts.push(await packTarget(target, options, store, signal, intake));
  const [only, ...more] = parts;
  if (!only) throw new Error('a build has no image');
  if (more.length === 0) {
    const on = annotationsOn(annotations, 'manifest-descriptor', platforms[0]);
    return { whole: only, parts, annotations: on };
  }
  const index = annotationsOn(annotations, 'index');
  const whole = await packIndex(
    parts.map((part) => described(part, annotations)),
    {
      content: store.content,
      signal,
      ...(Object.keys(index).length > 0 ? { annotations: index } : {}),
    },
  );
  return { whole, parts, annotations: annotationsOn(annotations, 'index-descriptor') };
}

async function packTarget(
  target: TargetImage,
  options: PackingOptions & { readonly ociMediaTypes: boolean },
  { content, layers, ...store }: DiskStore,
  signal: AbortSignal,
  intake: LayerIntake | undefined,
): Promise<PackedImage> {
  const { annotations = [], ociMediaTypes, rewriteTimestamp } = options;
  const image = rewriteTimestamp
    ? await rewriteTimestamps(target, { content, layers, ...store }, signal)
    : target.image;
  try {
    return await packImage(image, {
      content,
      layers,
      compression: packingOf(options),
      format: ociMediaTypes ? 'oci' : 'docker',
      annotations: annotationsOn(annotations, 'manifest', image.config),
      intake,
      signal,
    });
  } catch (error) {
    if (!(error instanceof OciError) || error.code !== 'COMPRESSION_INVALID') throw error;
    throw new BuildError('OUTPUT_FAILED', error.message, { cause: error });
  }
}

function packingOf({ compression = 'gzip', compressionLevel, forceCompression = false }: PackingOptions): Packing {
  return {
    compression,
    force: forceCompression,
    ...(compressionLevel === undefined ? {} : { level: compressionLevel }),
  };
}

/** The image with the annotations that its entry in the index is to have. */
function described(part: PackedImage, annotations: readonly Annotation[]): PackedImage {
  const on = annotationsOn(annotations, 'manifest-descriptor', part.root.platform);
  const root: Descriptor = Object.keys(on).length > 0 ? { ...part.root, annotations: on } : part.root;
  return { ...part, root };
}

function checkDistinct(platforms: readonly string[]): void {
  const twice = platforms.find((platform, i) => platforms.indexOf(platform) !== i);
  if (twice !== undefined)
    throw new BuildError('OPTION_INVALID', `two of the platforms are the same: ${twice}`, {
      hint: 'give each platform once',
    });
}
