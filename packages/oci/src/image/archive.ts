import type { ByteStream } from '@strake/core';
import { writeTar, type WriteTarOptions } from '../tar/write.ts';
import { layoutMembers, type LayoutOptions } from './layout-members.ts';
import type { PackedImage } from './pack-image.ts';

/**
 * The image as a tar of an OCI layout, what `docker buildx build -o type=oci` writes; with `dockerManifest` what
 * `-o type=docker` writes. Streams: blobs pass through as they are stored. Equal images give equal bytes.
 */
export function imageArchive(
  image: PackedImage,
  options: LayoutOptions = {},
  signal?: AbortSignal,
  writing: WriteTarOptions = {},
): ByteStream {
  return writeTar(async (writer) => {
    for (const path of ['blobs', 'blobs/sha256']) await writer.add({ type: 'directory', path, mode: 0o755, ...NOBODY });
    for (const member of layoutMembers(image, options)) {
      signal?.throwIfAborted();
      const { path, size, mode } = member;
      await writer.add({ type: 'file', path, size, mode, ...NOBODY }, member.read(signal, true), { reused: true });
    }
  }, writing);
}

const NOBODY = { uid: 0, gid: 0, mtime: 0 } as const;
