import type { ByteStream } from '@strake/core';
import {
  blobPath,
  type Descriptor,
  encodeIndex,
  familiarReference,
  layoutEntries,
  MediaType,
  type PackedImage,
  type Reference,
  samePlatform,
  writeTar,
} from '@strake/oci';
import { hostPlatform } from '../input/platform.ts';

/** An image to save, with the names it has in the archive. */
export interface ImageToSave {
  readonly image: PackedImage;
  readonly names: readonly Reference[];
  /** Its platforms' configurations and layers. */
  readonly parts: readonly {
    readonly config: Descriptor;
    readonly layers: readonly Descriptor[];
    readonly root: Descriptor;
  }[];
}

/** Images as `docker save` writes them: an OCI layout that is also an archive for old versions of Docker. */
export function imagesArchive(images: readonly ImageToSave[], signal: AbortSignal): ByteStream {
  const blobs = new Map(images.flatMap(({ image }) => image.blobs.map((blob) => [blobPath(blob.descriptor), blob])));
  const owner = { uid: 0, gid: 0, mtime: 0 };
  return writeTar(async (writer) => {
    const add = (path: string, mode: number, data: ByteStream | Uint8Array, size: number): number | Promise<number> => {
      signal.throwIfAborted();
      return writer.add({ type: 'file', path, mode, size, ...owner }, data);
    };
    for (const path of ['blobs', 'blobs/sha256']) await writer.add({ type: 'directory', path, mode: 0o755, ...owner });
    for (const [path, { descriptor, read }] of [...blobs].sort(([a], [b]) => (a < b ? -1 : 1)))
      await add(path, 0o444, read(signal), descriptor.size);
    const manifests = images.flatMap(({ image, names }) => layoutEntries(image.root, { names }));
    const index = encodeIndex({ schemaVersion: 2, mediaType: MediaType.index, manifests }, 'compact');
    const layout = json({ imageLayoutVersion: '1.0.0' });
    await add('index.json', 0o644, index, index.byteLength);
    const docker = json(images.flatMap(dockerEntry));
    await add('manifest.json', 0o644, docker, docker.byteLength);
    await add('oci-layout', 0o444, layout, layout.byteLength);
  });
}

/** Docker's own archives hold one platform: this machine's where there is one. */
function dockerEntry({ names, parts }: ImageToSave): readonly unknown[] {
  const host = hostPlatform();
  const part = parts.find(({ root }) => root.platform && samePlatform(root.platform, host)) ?? parts[0];
  if (!part) return [];
  const tags = names.map(familiarReference);
  return [
    {
      Config: blobPath(part.config),
      RepoTags: tags.length > 0 ? tags : null,
      Layers: part.layers.map(blobPath),
    },
  ];
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
