import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OciError } from '../../error.ts';
import { decodeManifest, type Descriptor, encodeIndex, MediaType } from '../../model/index.ts';
import { diskError, ifThere } from '../../store/node/disk-error.ts';
import type { Temporary } from '../../store/node/temporary.ts';
import { layoutEntries, type LayoutOptions, NAME_ANNOTATION, REF_ANNOTATION } from '../layout-members.ts';
import type { LayerIntake, PackedImage } from '../pack-image.ts';
import { openLayoutBlobs } from './layout-blobs.ts';

/**
 * Puts an image into the OCI layout in `directory`, which is made when missing: what `-o type=oci,tar=false` does. Blobs
 * that are there stay; entries of `index.json` with the same name are replaced, an image without a name becomes `latest`.
 * The index is replaced last and at once: readers see the old layout or the new one. Throws `STORE_FAILED`, and
 * `MANIFEST_INVALID` rather than overwrite an `index.json` that is none.
 */
export async function writeLayout(
  directory: string,
  image: PackedImage,
  options: LayoutOptions = {},
  signal?: AbortSignal,
): Promise<void> {
  const layout = openLayoutDirectory(directory);
  try {
    await layout.end(image, options, signal);
  } finally {
    await layout[Symbol.asyncDispose]();
  }
}

/** A layout in the making, which gets layers while they are packed. Disposed of, nothing unfinished is left. */
export interface LayoutDirectory extends LayerIntake, AsyncDisposable {
  /** Writes what is still missing, and then says that the image is there: see `writeLayout`. */
  end(image: PackedImage, options?: LayoutOptions, signal?: AbortSignal): Promise<void>;
}

/** Throws as `writeLayout`. `failed` makes an error of what goes wrong with layers that are being packed. */
export function openLayoutDirectory(
  directory: string,
  failed: (error: Error) => unknown = (error) => error,
): LayoutDirectory {
  const doing = `write the layout ${directory}`;
  const blobs = guarded(doing, () => {
    const opened = openLayoutBlobs(directory, failed);
    readEntries(directory);
    return opened;
  });
  return {
    next: () => blobs.next(),
    end: async (image, options = {}, signal) => {
      await blobs.end(image, signal);
      signal?.throwIfAborted();
      guarded(doing, () => {
        replace(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}', blobs.temporary);
        const manifests = merged(readEntries(directory), newEntries(image, options));
        const index = encodeIndex({ schemaVersion: 2, mediaType: MediaType.index, manifests }, 'compact');
        replace(join(directory, 'index.json'), index, blobs.temporary);
      });
    },
    [Symbol.asyncDispose]: () => blobs[Symbol.asyncDispose](),
  };
}

function readEntries(directory: string): readonly Descriptor[] {
  const bytes = ifThere(() => readFileSync(join(directory, 'index.json')));
  if (!bytes) return [];
  const document = decodeManifest(bytes);
  if (document.kind === 'index') return document.index.manifests;
  throw new OciError('MANIFEST_INVALID', `${directory}: index.json is no image index`);
}

function newEntries({ root }: PackedImage, options: LayoutOptions): readonly Descriptor[] {
  const entries = layoutEntries(root, options);
  if (options.names && options.names.length > 0) return entries;
  return entries.map((entry) => ({ ...entry, annotations: { ...entry.annotations, [REF_ANNOTATION]: 'latest' } }));
}

function merged(known: readonly Descriptor[], added: readonly Descriptor[]): readonly Descriptor[] {
  const replaced = new Set(added.map(nameOf));
  return [...known.filter((entry) => !replaced.has(nameOf(entry))), ...added];
}

/** What may be there once: a full name with its tag, or a tag alone. */
function nameOf({ annotations = {}, digest }: Descriptor): string {
  const { [NAME_ANNOTATION]: name, [REF_ANNOTATION]: tag } = annotations;
  return name ?? (tag === undefined ? digest : `:${tag}`);
}

function replace(path: string, data: Uint8Array | string, temporary: Temporary): void {
  const next = temporary.next();
  try {
    const file = openSync(next, 'wx');
    try {
      writeFileSync(file, data);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

function guarded<T>(doing: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw diskError(doing, error);
  }
}
