import { type ByteStream, collect } from '@strake/core';
import {
  decodeManifest,
  type Descriptor,
  MANIFEST_LIMIT,
  type PackedImage,
  parseReference,
  type Platform,
} from '@strake/oci';
import { writeFileAtomically } from '../output/atomic-file.ts';
import type { ByteSink } from '../output/output.ts';
import { writingFailed } from '../output/output-failed.ts';
import { type ImageToSave, imagesArchive } from './archive.ts';
import { findImages } from './find-image.ts';
import type { StoredImage } from './image-records.ts';
import type { StoreContext } from './store-context.ts';
import { packedStored, storedConfigs } from './stored-parts.ts';

/** What was saved. */
export interface SavedImages {
  readonly names: readonly string[];
  /** Bytes; absent for a stream. */
  readonly size?: number;
}

/** Writes images as one archive that docker, podman, skopeo and Strake load. An ID saves an image without its names. */
export async function saveImages(
  names: readonly string[],
  dest: string | ByteSink,
  context: StoreContext,
  signal: AbortSignal,
): Promise<SavedImages> {
  const wanted: ImageToSave[] = [];
  const saved: string[] = [];
  for (const text of names) {
    const [image] = await findImages(text, context.images);
    const byName = isNameOf(text, image);
    wanted.push(await toSave(image, byName, context, signal));
    saved.push(byName ? image.name : text);
  }
  const archive = imagesArchive(wanted, signal);
  if (typeof dest === 'string') return { names: saved, size: await writeArchive(dest, archive, signal) };
  await dest(archive, signal);
  return { names: saved };
}

async function writeArchive(dest: string, archive: ByteStream, signal: AbortSignal): Promise<number> {
  try {
    return await writeFileAtomically(dest, archive, { signal });
  } catch (cause) {
    throw writingFailed(dest, cause, signal);
  }
}

function isNameOf(text: string, { name }: StoredImage): boolean {
  const reference = parseReference(text);
  return reference.ok && name.startsWith(`${reference.value.registry}/${reference.value.repository}:`);
}

async function toSave(
  image: StoredImage,
  byName: boolean,
  context: StoreContext,
  signal: AbortSignal,
): Promise<ImageToSave> {
  const packed = await packedStored(image, context, signal);
  const reference = parseReference(image.name);
  const platforms = await storedConfigs(image, context);
  const parts = await partsOf(packed, packed.root, image, platforms, context);
  return { image: packed, names: byName && reference.ok ? [reference.value] : [], parts };
}

async function partsOf(
  packed: PackedImage,
  root: Descriptor,
  image: StoredImage,
  platforms: readonly Platform[],
  context: StoreContext,
): Promise<ImageToSave['parts']> {
  const bytes = await collect(context.store.content.read(root.digest, { verify: true }), MANIFEST_LIMIT);
  const document = decodeManifest(bytes, root.mediaType);
  if (document.kind === 'index') {
    const nested = document.index.manifests.map((entry) => partsOf(packed, entry, image, platforms, context));
    return (await Promise.all(nested)).flat();
  }
  const { config, layers } = document.manifest;
  const at = image.configs.indexOf(config.digest);
  const platform = platforms[at];
  return platform ? [{ config, layers, root: { ...root, platform } }] : [];
}
