import type { ByteStream } from '@strake/core';
import { setPlainHeader } from '../tar/plain-header.ts';
import { BLOCK } from '../tar/tar-entry.ts';
import { type TarWriter, writeTar, type WriteTarOptions } from '../tar/write.ts';
import { type LayoutMember, layoutMembers, type LayoutOptions } from './layout-members.ts';
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
    await addDirectories(writer);
    for (const member of layoutMembers(image, options)) await addMember(writer, member, signal);
  }, writing);
}

/** What comes first in an archive. */
export async function addDirectories(writer: TarWriter): Promise<void> {
  for (const path of ['blobs', 'blobs/sha256']) await writer.add({ type: 'directory', path, mode: 0o755, ...NOBODY });
}

export async function addMember(writer: TarWriter, member: LayoutMember, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { path, size, mode } = member;
  await writer.add({ type: 'file', path, size, mode, ...NOBODY }, member.read(signal, true), { reused: true });
}

/** Bytes from which a member's header is longer than a block. */
export const LONG_HEADER: number = 8 ** 11;

/** The header that `addMember` writes, of less than `LONG_HEADER` bytes. */
export function memberHeader({ path, size, mode }: Omit<LayoutMember, 'read'>): Uint8Array {
  const header = new Uint8Array(BLOCK);
  setPlainHeader(header, { name: path, type: 'file', linkname: undefined, size, mode, ...NOBODY });
  return header;
}

const NOBODY = { uid: 0, gid: 0, mtime: 0 } as const;
