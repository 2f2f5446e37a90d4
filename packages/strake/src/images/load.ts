import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteStream } from '@strake/core';
import { compressionOf, type Descriptor, formatReference, parseReference, unpacked } from '@strake/oci';
import { nodeCodecs, openLayout } from '@strake/oci/node';
import { writeFileAtomically } from '../output/atomic-file.ts';
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
  const spooled = await spool(source, signal);
  try {
    return await loadLayout(spooled.path, context, signal);
  } finally {
    await spooled.remove();
  }
}

async function loadLayout(path: string, context: StoreContext, signal: AbortSignal): Promise<readonly LoadedImage[]> {
  const layout = await openLayout(path, signal);
  const loaded: LoadedImage[] = [];
  for (const entry of layout.index.manifests) {
    const { mediaType, digest, size } = entry;
    const configs = await copyIntoStore(layout, entry, context, signal);
    const name = nameOf(entry);
    if (configs.length === 0) continue;
    if (name !== undefined) await context.images.put({ name, configs, root: { mediaType, digest, size } });
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

/** A path that can be read in any order: streams and compressed archives are put into a file of their own. */
async function spool(source: string | ByteStream, signal: AbortSignal): Promise<Spooled> {
  const path = typeof source === 'string' ? source : undefined;
  if (path !== undefined && !(await isPacked(path))) return { path, remove: () => Promise.resolve() };
  const data = typeof source === 'string' ? (createReadStream(source) as ByteStream) : source;
  const directory = await mkdtemp(join(tmpdir(), 'strake-load-'));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const file = join(directory, 'archive.tar');
    await writeFileAtomically(file, unpacked(data, nodeCodecs(), signal), signal);
    return { path: file, remove };
  } catch (error) {
    await remove();
    throw error;
  }
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
