import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ByteStream } from '@strake/core';
import {
  atMost,
  compressionOf,
  type Descriptor,
  formatReference,
  OciError,
  parseReference,
  unpacked,
} from '@strake/oci';
import { type DiskStore, nodeCodecs, openLayout, ownMark } from '@strake/oci/node';
import { danglingName } from './dangling.ts';
import { ImageError } from './image-error.ts';
import { copyIntoStore } from './copy-into-store.ts';
import type { StoreContext } from './store-context.ts';

/** An image that came from an archive. */
export interface LoadedImage {
  /** Absent for one that had none there. */
  readonly name?: string;
  /** Of its manifest or index. */
  readonly digest: string;
  /** Configurations, one per platform. */
  readonly ids: readonly string[];
}

/**
 * Takes in all images of an archive of `docker save`, of an OCI layout (a directory or a tar, perhaps compressed), or of
 * such a stream. What it holds is verified; names that others have are moved to the new image.
 */
export async function loadImages(
  source: string | ByteStream,
  context: StoreContext,
  signal: AbortSignal,
): Promise<readonly LoadedImage[]> {
  const name = typeof source === 'string' ? source : 'standard input';
  const spooled = await spool(source, context.store, signal).catch((error: unknown) => {
    throw archiveError(error, name, name);
  });
  try {
    return await loadLayout(spooled.path, context, signal);
  } catch (error) {
    throw archiveError(error, name, spooled.path);
  } finally {
    await spooled.remove();
  }
}

/** Says what is wrong with an archive, by its own `name`; it was read from `path`. What is the store's fault stays that. */
function archiveError(error: unknown, name: string, path: string): unknown {
  if (!(error instanceof OciError) || ![...ODD, ...BROKEN].includes(error.code)) return error;
  if (path === name && error.data['errno'] === 'ENOENT')
    return new ImageError('ARCHIVE_INVALID', error.message, { cause: error });
  const reason = error.message.replace(`${path} `, 'it ').replaceAll(path, name);
  if (!ODD.includes(error.code))
    return new ImageError('ARCHIVE_INVALID', `the archive ${name} is broken: ${reason}`, { cause: error });
  return new ImageError('ARCHIVE_INVALID', `${name} is no archive of images: ${reason}`, {
    cause: error,
    hint: 'an archive of docker save, an OCI archive or an OCI layout is wanted; strake build -f FILE builds a Dockerfile',
  });
}

/** What cannot even be opened as an archive is something else. */
const ODD: readonly string[] = ['TAR_INVALID', 'COMPRESSION_INVALID', 'LAYOUT_INVALID'];
const BROKEN: readonly string[] = [
  'BLOB_MISMATCH',
  'LAYER_CORRUPT',
  'IMAGE_NOT_FOUND',
  'MANIFEST_INVALID',
  'CONFIG_INVALID',
];

async function loadLayout(path: string, context: StoreContext, signal: AbortSignal): Promise<readonly LoadedImage[]> {
  const layout = await openLayout(path, signal);
  const loaded: LoadedImage[] = [];
  for (const entry of layout.index.manifests) {
    const { mediaType, digest, size } = entry;
    const configs = await copyIntoStore(layout, entry, context, signal);
    const name = nameOf(entry);
    if (configs.length === 0) continue;
    await context.images.put({ name: name ?? danglingName(configs), configs, root: { mediaType, digest, size } });
    loaded.push({ ...(name === undefined ? {} : { name }), digest, ids: configs });
  }
  return loaded;
}

/** The name that containerd writes; else that of others where it is a whole one, not a tag alone. */
function nameOf({ annotations = {} }: Descriptor): string | undefined {
  const full = annotations['io.containerd.image.name'];
  const short = annotations['org.opencontainers.image.ref.name'];
  const text = full ?? (short !== undefined && /[/:]/.test(short) ? short : undefined);
  if (text === undefined) return undefined;
  const reference = parseReference(text);
  return reference.ok && reference.value.tag !== undefined ? formatReference(reference.value) : undefined;
}

interface Spooled {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bytes of an unpacked archive: what decompresses to more is an attack. */
const LARGEST = 256 * 2 ** 30;

/**
 * A path that can be read in any order: streams and compressed archives are put into a file of their own, in the store's
 * place for what is in the making, which is cleared of what killed processes left.
 */
async function spool(source: string | ByteStream, store: DiskStore, signal: AbortSignal): Promise<Spooled> {
  if (typeof source === 'string' && !(await isPacked(source))) return { path: source, remove: () => Promise.resolve() };
  const data = typeof source === 'string' ? (createReadStream(source) as ByteStream) : source;
  const path = join(store.directory, 'tmp', `${ownMark()}.load-${randomUUID()}`);
  const remove = (): Promise<void> => rm(path, { force: true });
  try {
    const archive = atMost(unpacked(data, nodeCodecs(), signal), LARGEST, 'the archive');
    // Opened first: a stream that opens the file by itself could still do so after it was removed.
    const file = await open(path, 'wx', 0o600);
    const copy = file.createWriteStream();
    await pipeline(archive, copy, { signal });
    if (copy.bytesWritten === 0) throw nothingIn(source);
    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function nothingIn(source: string | ByteStream): ImageError {
  const what = typeof source === 'string' ? source : 'standard input';
  return new ImageError('ARCHIVE_INVALID', `${what} is empty: there is no archive of images in it`, {
    hint: 'has what was to write it failed? e.g. docker save app | strake load, or strake load -i app.tar',
  });
}

async function isPacked(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return false;
  try {
    if (!(await file.stat()).isFile()) return false;
    const { buffer, bytesRead } = await file.read(new Uint8Array(4), 0, 4, 0);
    return compressionOf(buffer.subarray(0, bytesRead)) !== 'uncompressed';
  } finally {
    await file.close();
  }
}
