import { type ByteStream, shareOut } from '@strake/core';
import { decodeManifest, type Descriptor, type ImageReader, type Manifest, type Reference } from '@strake/oci';
import { RegistryError } from '../error.ts';
import type { ImagePusher } from '../client/push.ts';
import type { RegistryClient } from '../client/registry.ts';

/** How far a blob has come; bytes. `mounted` and `there` blobs need none. */
export interface PushProgress {
  readonly descriptor: Descriptor;
  readonly state: 'there' | 'mounted' | 'sending' | 'done';
  readonly current: number;
}

export interface PushImageOptions {
  readonly client: RegistryClient;
  /** Where the image is: a store or layout (`contentReader`), or another repository. */
  readonly reader: ImageReader;
  /** Its manifest or index. */
  readonly root: Descriptor;
  /** Repository and tag. Without a tag the image is there by digest only. */
  readonly to: Reference;
  /** Repositories of the same registry that may hold some of its layers: where its base came from. */
  readonly mountFrom?: readonly string[];
  /** Blobs sent at the same time; default 4. */
  readonly parallel?: number;
  readonly onProgress?: (progress: PushProgress) => void;
  readonly signal?: AbortSignal;
}

/** An index may name indexes; deeper is a loop or an attack. */
const DEPTH = 4;

/**
 * Copies an image with all its platforms into a repository: blobs first, then manifests, then the tag, so that whoever
 * asks meanwhile sees the old image or the new one, whole.
 */
export async function pushImage(options: PushImageOptions): Promise<Descriptor> {
  const { client, reader, root, to, signal } = options;
  const pusher = client.pusher(to);
  const bytes = await reader.manifest(root, signal);
  await pushParts(options, pusher, bytes, root.mediaType, DEPTH);
  return pusher.manifest(bytes, root.mediaType, to.tag, signal);
}

async function pushParts(
  options: PushImageOptions,
  pusher: ImagePusher,
  bytes: Uint8Array,
  mediaType: string,
  depth: number,
): Promise<void> {
  const document = decodeManifest(bytes, mediaType);
  if (document.kind === 'manifest') return pushBlobs(options, pusher, document.manifest);
  if (depth === 0) throw new RegistryError('INVALID', `indexes nested more than ${DEPTH} deep`);
  for (const entry of document.index.manifests) {
    const part = await options.reader.manifest(entry, options.signal);
    await pushParts(options, pusher, part, entry.mediaType, depth - 1);
    await pusher.manifest(part, entry.mediaType, undefined, options.signal);
  }
}

async function pushBlobs(options: PushImageOptions, pusher: ImagePusher, manifest: Manifest): Promise<void> {
  const blobs = new Map([...manifest.layers, manifest.config].map((blob) => [blob.digest, blob]));
  const { parallel = 4, signal } = options;
  await shareOut(blobs.values(), { parallel, signal }, (blob, abort) =>
    pushBlob({ ...options, signal: abort }, pusher, blob),
  );
}

async function pushBlob(options: PushImageOptions, pusher: ImagePusher, descriptor: Descriptor): Promise<void> {
  const { reader, signal, mountFrom = [], onProgress } = options;
  const report = (state: PushProgress['state'], current: number): void => onProgress?.({ descriptor, state, current });
  if (await pusher.has(descriptor.digest, signal)) return report('there', descriptor.size);
  for (const from of mountFrom) {
    if (await pusher.mount(descriptor.digest, from, signal)) return report('mounted', descriptor.size);
  }
  const counted = async function* (abort?: AbortSignal): ByteStream {
    let current = 0;
    for await (const chunk of reader.blob(descriptor, abort)) {
      current += chunk.byteLength;
      report('sending', current);
      yield chunk;
    }
  };
  await pusher.blob(descriptor, counted, signal);
  report('done', descriptor.size);
}
