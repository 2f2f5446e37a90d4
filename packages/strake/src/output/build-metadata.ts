import type { Digest } from '@strake/core';
import type { BuildResult } from '../build-result.ts';

/** What Docker calls the image ID: the configuration's digest, or the index's over several platforms. */
export function imageIds({ images, outputs }: BuildResult): readonly Digest[] {
  const packed = outputs.find(({ manifest }) => manifest);
  if (packed?.config) return [packed.config.digest];
  if (packed?.manifest) return [packed.manifest.digest];
  return images.map(({ id }) => id);
}

/**
 * What `docker buildx build --metadata-file` writes of an image; nothing for outputs that are files only. There is no
 * provenance and no build reference: Strake keeps no history of builds.
 */
export function buildMetadata({ images, outputs, names }: BuildResult): Readonly<Record<string, unknown>> {
  const merged = outputs.flatMap(({ manifest, config, names: own = names }) =>
    manifest
      ? [
          {
            ...(config ? { 'containerimage.config.digest': config.digest } : {}),
            'containerimage.descriptor': manifest,
            'containerimage.digest': manifest.digest,
            ...(own.length > 0 ? { 'image.name': own.join(',') } : {}),
          },
        ]
      : [],
  );
  if (outputs.length > 0) return Object.assign({}, ...merged) as Readonly<Record<string, unknown>>;
  return {
    'containerimage.config.digest': images[0]?.id,
    ...(names.length > 0 ? { 'image.name': names.join(',') } : {}),
  };
}
