import { type ByteStream, type Digest, shareOut } from '@strake/core';
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
  const push: Push = { ...options, pusher: client.pusher(to), mounted: new Map() };
  const bytes = await reader.manifest(root, signal);
  await pushParts(push, bytes, root.mediaType, DEPTH);
  return pushManifest(push, bytes, root.mediaType, to.tag);
}

/** A push under way. */
interface Push extends PushImageOptions {
  readonly pusher: ImagePusher;
  /** What the registry says it has taken over from elsewhere. */
  readonly mounted: Map<Digest, Descriptor>;
}

/** Some registries say that they mount a blob, and then do not know it: it is sent when the manifest is refused. */
async function pushManifest(push: Push, bytes: Uint8Array, mediaType: string, tag?: string): Promise<Descriptor> {
  const { pusher, signal } = push;
  try {
    return await pusher.manifest(bytes, mediaType, tag, signal);
  } catch (error) {
    if (!isRefusal(error) || !(await sendUnmounted(push))) throw error;
    return pusher.manifest(bytes, mediaType, tag, signal);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof RegistryError && (error.status === 400 || error.status === 404);
}

/** Whether there was anything to send. */
async function sendUnmounted(push: Push): Promise<boolean> {
  let sent = false;
  for (const descriptor of push.mounted.values()) {
    if (await push.pusher.has(descriptor.digest, push.signal)) continue;
    await sendBlob(push, descriptor);
    sent = true;
  }
  push.mounted.clear();
  return sent;
}

async function pushParts(push: Push, bytes: Uint8Array, mediaType: string, depth: number): Promise<void> {
  const document = decodeManifest(bytes, mediaType);
  if (document.kind === 'manifest') return pushBlobs(push, document.manifest);
  if (depth === 0) throw new RegistryError('INVALID', `indexes nested more than ${DEPTH} deep`);
  for (const entry of document.index.manifests) {
    const part = await push.reader.manifest(entry, push.signal);
    await pushParts(push, part, entry.mediaType, depth - 1);
    await pushManifest(push, part, entry.mediaType);
  }
}

async function pushBlobs(push: Push, manifest: Manifest): Promise<void> {
  const blobs = new Map([...manifest.layers, manifest.config].map((blob) => [blob.digest, blob]));
  const { parallel = 4, signal } = push;
  await shareOut(blobs.values(), { parallel, signal }, (blob, abort) => pushBlob({ ...push, signal: abort }, blob));
}

async function pushBlob(push: Push, descriptor: Descriptor): Promise<void> {
  const { pusher, signal, mountFrom = [], onProgress } = push;
  const report = (state: PushProgress['state']): void => onProgress?.({ descriptor, state, current: descriptor.size });
  if (await pusher.has(descriptor.digest, signal)) return report('there');
  for (const from of mountFrom) {
    if (!(await pusher.mount(descriptor.digest, from, signal))) continue;
    push.mounted.set(descriptor.digest, descriptor);
    return report('mounted');
  }
  await sendBlob(push, descriptor);
}

async function sendBlob({ pusher, reader, signal, onProgress }: Push, descriptor: Descriptor): Promise<void> {
  const counted = async function* (abort?: AbortSignal): ByteStream {
    let current = 0;
    for await (const chunk of reader.blob(descriptor, abort)) {
      current += chunk.byteLength;
      onProgress?.({ descriptor, state: 'sending', current });
      yield chunk;
    }
  };
  await pusher.blob(descriptor, counted, signal);
  onProgress?.({ descriptor, state: 'done', current: descriptor.size });
}
