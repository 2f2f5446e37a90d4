import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OciError } from '../../error.ts';
import { nodeHasher } from '../../hash/node-hasher.ts';
import { decodeManifest, type Descriptor, encodeIndex, MediaType } from '../../model/index.ts';
import { createDiskContent } from '../../store/node/disk-content.ts';
import { diskError, ifThere } from '../../store/node/disk-error.ts';
import { syncedCommit } from '../../store/node/durability.ts';
import { makeDirectories } from '../../store/node/make-directories.ts';
import { createTemporary, sweep, type Temporary } from '../../store/node/temporary.ts';
import { layoutEntries, type LayoutOptions, NAME_ANNOTATION, REF_ANNOTATION } from '../layout-members.ts';
import type { PackedImage } from '../pack-image.ts';

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
  const blobs = join(directory, 'blobs', 'sha256');
  const ingest = join(directory, 'ingest');
  const doing = `write the layout ${directory}`;
  const known = await guarded(doing, () => {
    for (const path of [blobs, ingest]) makeDirectories(path);
    sweep(ingest);
    return readEntries(directory);
  });
  const temporary = createTemporary(ingest);
  const durability = syncedCommit(blobs);
  const content = createDiskContent({ blobs, temporary, createHasher: nodeHasher, durability });
  for (const blob of image.blobs) await content.write(blob.read(signal, true), blob.descriptor, signal);
  signal?.throwIfAborted();
  await guarded(doing, () => {
    replace(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}', temporary);
    const manifests = merged(known, newEntries(image, options));
    const index = encodeIndex({ schemaVersion: 2, mediaType: MediaType.index, manifests }, 'compact');
    replace(join(directory, 'index.json'), index, temporary);
  });
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

async function guarded<T>(doing: string, act: () => T): Promise<T> {
  try {
    return act();
  } catch (error) {
    throw diskError(doing, error);
  }
}
