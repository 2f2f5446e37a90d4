import { collect } from '@strake/core';
import { OciError } from '../../error.ts';
import { decodeManifest, type Descriptor, type ImageIndex, MANIFEST_LIMIT, type Platform } from '../../model/index.ts';
import { findInIndex } from '../find-in-index.ts';
import type { Image } from '../image.ts';
import { blobPath } from '../layout-members.ts';
import { type ImageReader, readImage, type ReadImageOptions } from '../read-image.ts';
import { openDockerArchive } from './docker-archive.ts';
import { type LayoutFiles, openLayoutFiles } from './layout-files.ts';

/** Images in a directory or an archive. */
export interface ImageLayout extends ImageReader {
  /** What `index.json` says, or what an archive of `docker save` amounts to. */
  readonly index: ImageIndex;
  /** The entry for a tag, image name or digest; see `findInIndex`. Throws `IMAGE_NOT_FOUND`. */
  find(name?: string): Descriptor;
  /** The image of that name for `platform`. Its layers stay where they are until somebody needs them. */
  image(name: string | undefined, platform: Platform, options: ReadImageOptions): Promise<Image>;
}

/**
 * Opens an OCI image layout, a tar of one (`oci-archive`), or an archive of `docker save` without `index.json`. Nothing
 * that it holds is believed: all blobs are checked by digest and size when they are read.
 * Throws `LAYOUT_INVALID`, `MANIFEST_INVALID`, `TAR_INVALID`.
 */
export async function openLayout(path: string, signal?: AbortSignal): Promise<ImageLayout> {
  signal?.throwIfAborted();
  const files = openLayoutFiles(path);
  if (!files.has('index.json')) {
    if (files.has('manifest.json')) return withNames(await openDockerArchive(files, signal));
    throw new OciError('LAYOUT_INVALID', `${path} has neither index.json nor manifest.json`, {
      hint: 'an OCI image layout, a tar of one, or an archive of docker save is wanted',
    });
  }
  return withNames({ index: await readIndexJson(files), ...fileReader(files) });
}

async function readIndexJson(files: LayoutFiles): Promise<ImageIndex> {
  if ((files.size('index.json') ?? 0) > MANIFEST_LIMIT)
    throw new OciError('LIMIT_EXCEEDED', `${files.place}: index.json has more than ${MANIFEST_LIMIT} bytes`);
  const document = decodeManifest(await collect(files.read('index.json'), MANIFEST_LIMIT), undefined, 'index.json');
  if (document.kind === 'index') return document.index;
  throw new OciError('LAYOUT_INVALID', `${files.place}: index.json is no image index`);
}

function fileReader(files: LayoutFiles): ImageReader {
  return {
    manifest: (descriptor, signal) => collect(files.read(blobPath(descriptor), signal), MANIFEST_LIMIT),
    blob: (descriptor, signal) => files.read(blobPath(descriptor), signal),
  };
}

function withNames(source: ImageReader & { readonly index: ImageIndex }): ImageLayout {
  const find = (name?: string): Descriptor => findInIndex(source.index, name);
  return {
    ...source,
    find,
    image: async (name, platform, options) => readImage(source, find(name), platform, options),
  };
}
