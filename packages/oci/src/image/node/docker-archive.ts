import { type ByteStream, collect, type Digest } from '@strake/core';
import { compressionOf } from '../../compress/sniff.ts';
import { OciError } from '../../error.ts';
import { digestOf } from '../../hash/sha256.ts';
import { nodeHasher } from '../../hash/node-hasher.ts';
import { asArray, asObject, asString, parseJson, type Place } from '../../model/json.ts';
import {
  CONFIG_LIMIT,
  decodeConfig,
  type Descriptor,
  encodeManifest,
  formatReference,
  type ImageIndex,
  MANIFEST_LIMIT,
  MediaType,
  parseReference,
} from '../../model/index.ts';
import { NAME_ANNOTATION, REF_ANNOTATION } from '../layout-members.ts';
import type { ImageReader } from '../read-image.ts';
import type { LayoutFiles } from './layout-files.ts';

/** What one entry of `manifest.json` says. */
interface Saved {
  readonly config: string;
  readonly names: readonly string[];
  readonly layers: readonly string[];
}

/**
 * An archive of `docker save` older than OCI layouts as one: its manifests are made here, its uncompressed layers are blobs
 * by diffID, which is also what they are checked against.
 */
export async function openDockerArchive(
  files: LayoutFiles,
  signal?: AbortSignal,
): Promise<ImageReader & { readonly index: ImageIndex }> {
  const place: Place = { code: 'LAYOUT_INVALID', at: `${files.place}: manifest.json` };
  const text = await collect(files.read('manifest.json'), MANIFEST_LIMIT);
  const images = asArray(parseJson(text, MANIFEST_LIMIT, place), place, readSaved);
  const blobs = new Map<Digest, () => ByteStream>();
  const manifests: Descriptor[] = [];
  for (const image of images) {
    const manifest = await manifestOf(files, image, blobs, signal);
    const digest = digestOf(manifest, nodeHasher);
    blobs.set(digest, () => once(manifest));
    const root = { mediaType: MediaType.dockerManifest, digest, size: manifest.byteLength };
    manifests.push(...(image.names.length === 0 ? [root] : image.names.map((name) => named(root, name))));
  }
  const blob = (descriptor: Descriptor): ByteStream => {
    const found = blobs.get(descriptor.digest);
    if (!found) throw new OciError('IMAGE_NOT_FOUND', `${files.place} has no blob ${descriptor.digest}`);
    return found();
  };
  const index: ImageIndex = { schemaVersion: 2, mediaType: MediaType.index, manifests };
  return { index, blob, manifest: (descriptor) => collect(blob(descriptor), MANIFEST_LIMIT) };
}

function readSaved(value: unknown, place: Place): Saved {
  const object = asObject(value, place);
  return {
    config: asString(object.Config, place),
    names: asArray(object.RepoTags ?? [], place, asString),
    layers: asArray(object.Layers ?? [], place, asString),
  };
}

async function manifestOf(
  files: LayoutFiles,
  { config: path, layers: paths }: Saved,
  blobs: Map<Digest, () => ByteStream>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const bytes = await collect(files.read(path), CONFIG_LIMIT);
  const config = { mediaType: MediaType.dockerConfig, digest: digestOf(bytes, nodeHasher), size: bytes.byteLength };
  blobs.set(config.digest, () => once(bytes));
  const diffIds = decodeConfig(bytes).rootfs.diff_ids;
  if (diffIds.length !== paths.length)
    throw new OciError('LAYOUT_INVALID', `${files.place}: ${paths.length} layers, ${diffIds.length} diffIDs`);
  const layers: Descriptor[] = [];
  for (const [i, layer] of paths.entries()) {
    const descriptor = await layerDescriptor(files, layer, diffIds[i] as Digest, signal);
    blobs.set(descriptor.digest, () => files.read(layer));
    layers.push(descriptor);
  }
  return encodeManifest({ schemaVersion: 2, mediaType: MediaType.dockerManifest, config, layers });
}

/** Only compressed layers must be hashed to know their digest. */
async function layerDescriptor(
  files: LayoutFiles,
  path: string,
  diffId: Digest,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  const size = files.size(path) ?? 0;
  const hasher = nodeHasher();
  let compressed: boolean | undefined;
  for await (const chunk of files.read(path, signal)) {
    compressed ??= compressionOf(chunk) !== 'uncompressed';
    if (!compressed) break;
    hasher.update(chunk);
  }
  if (!compressed) return { mediaType: MediaType.layer, digest: diffId, size };
  return { mediaType: MediaType.layerGzip, digest: hasher.digest(), size };
}

function named(root: Descriptor, name: string): Descriptor {
  const reference = parseReference(name);
  if (!reference.ok) return root;
  const { tag } = reference.value;
  const full = formatReference(reference.value);
  return { ...root, annotations: { [NAME_ANNOTATION]: full, ...(tag && { [REF_ANNOTATION]: tag }) } };
}

async function* once(bytes: Uint8Array): ByteStream {
  yield bytes;
}
