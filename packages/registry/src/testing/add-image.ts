import { type Descriptor, type ImageIndex, type Manifest, MediaType, type Platform } from '@strake/oci';
import type { MemoryRegistry } from './memory-registry.ts';

/** A small image that a memory registry holds. */
export interface AddedImage {
  readonly index: Descriptor;
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layer: Descriptor;
  /** The layer's bytes, which are no tar. */
  readonly data: Uint8Array;
}

/** Adds an index with one image for `platform` (default linux/amd64) under a tag. */
export function addImage(
  registry: MemoryRegistry,
  repository: string,
  tag: string,
  data: Uint8Array = new TextEncoder().encode(`layer of ${repository}:${tag}`),
  platform: Platform = { os: 'linux', architecture: 'amd64' },
): AddedImage {
  const layer = { mediaType: MediaType.layer, digest: registry.addBlob(data), size: data.byteLength };
  const configBytes = json({
    ...platform,
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
    config: { Cmd: ['sh'] },
  });
  const config = { mediaType: MediaType.config, digest: registry.addBlob(configBytes), size: configBytes.byteLength };
  const manifestOf: Manifest = { schemaVersion: 2, mediaType: MediaType.manifest, config, layers: [layer] };
  const manifest = put(registry, repository, `${tag}-${platform.architecture}`, MediaType.manifest, manifestOf);
  const indexOf: ImageIndex = { schemaVersion: 2, mediaType: MediaType.index, manifests: [{ ...manifest, platform }] };
  return { index: put(registry, repository, tag, MediaType.index, indexOf), manifest, config, layer, data };
}

function put(
  registry: MemoryRegistry,
  repository: string,
  tag: string,
  mediaType: string,
  document: object,
): Descriptor {
  const bytes = json(document);
  return { mediaType, digest: registry.addManifest(repository, tag, bytes), size: bytes.byteLength };
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
