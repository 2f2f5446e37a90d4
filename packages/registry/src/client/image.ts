import { type ByteStream, collect, type Digest } from '@strake/core';
import {
  CONFIG_LIMIT,
  decodeConfig,
  decodeManifest,
  type Descriptor,
  formatPlatform,
  formatReference,
  type ImageConfig,
  type Platform,
  platformRank,
  type Reference,
} from '@strake/oci';
import { RegistryError } from '../error.ts';
import type { RegistryClient } from './registry.ts';

/** An image of a registry for one platform; layers are only named. */
export interface RemoteImage {
  /** The platform's own manifest. */
  readonly manifest: Descriptor;
  readonly config: ImageConfig;
  /** Bottom first. */
  readonly layers: readonly { readonly diffId: Digest; readonly descriptor: Descriptor }[];
  blob(descriptor: Descriptor, signal?: AbortSignal): ByteStream;
}

const MAX_INDEX_DEPTH = 3;

/** Finds the image that a reference names for a platform, through indexes where there are some. */
export async function fetchImage(
  client: RegistryClient,
  reference: Reference,
  platform: Platform,
  signal?: AbortSignal,
): Promise<RemoteImage> {
  let current = reference;
  for (let depth = 0; depth <= MAX_INDEX_DEPTH; depth++) {
    const { descriptor, bytes } = await client.manifest(current, signal);
    const document = decodeManifest(bytes, descriptor.mediaType);
    if (document.kind === 'index') {
      current = { ...reference, digest: pick(document.index.manifests, platform, reference).digest };
      continue;
    }
    const { config: configDescriptor, layers } = document.manifest;
    const config = decodeConfig(await collect(client.blob(reference, configDescriptor, signal), CONFIG_LIMIT));
    const diffIds = config.rootfs.diff_ids;
    if (diffIds.length !== layers.length) {
      throw new RegistryError(
        'INVALID',
        `${formatReference(reference)} has ${layers.length} layers and ${diffIds.length} diffIDs`,
      );
    }
    return {
      manifest: descriptor,
      config,
      layers: layers.map((layer, i) => ({ descriptor: layer, diffId: diffIds[i] as Digest })),
      blob: (blob, blobSignal) => client.blob(reference, blob, blobSignal),
    };
  }
  throw new RegistryError('INVALID', `${formatReference(reference)} is an index of indexes without end`);
}

function pick(manifests: readonly Descriptor[], platform: Platform, reference: Reference): Descriptor {
  const ranked = manifests
    .map((descriptor) => ({ descriptor, rank: descriptor.platform && platformRank(platform, descriptor.platform) }))
    .filter((candidate): candidate is { descriptor: Descriptor; rank: number } => candidate.rank !== undefined)
    .toSorted((a, b) => a.rank - b.rank);
  const best = ranked[0]?.descriptor;
  if (best) return best;
  const available = manifests.flatMap((m) =>
    m.platform && m.platform.os !== 'unknown' ? [formatPlatform(m.platform)] : [],
  );
  throw new RegistryError('NO_PLATFORM', `${formatReference(reference)} has no image for ${formatPlatform(platform)}`, {
    data: { available },
    hint: available.length > 0 ? `it has ${available.join(', ')}` : 'it names no platforms',
  });
}
