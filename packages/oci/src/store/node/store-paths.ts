import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectories } from './make-directories.ts';

/** Places inside a store's directory. */
export interface StorePaths {
  /** Blobs by hex digest: an OCI layout's own place for them. */
  readonly blobs: string;
  /** Second names of blobs that may not have reached the disk. */
  readonly fresh: string;
  /** Second names of blobs that may not have reached the disk before the machine last stopped. */
  readonly suspect: string;
  /** The start of the machine that `fresh` is about. */
  readonly boot: string;
  readonly records: string;
  /** Files in the making, named after the process that makes them. */
  readonly temporary: string;
}

/** Where things are in the store `directory`. */
export function storePaths(directory: string): StorePaths {
  return {
    blobs: join(directory, 'blobs', 'sha256'),
    fresh: join(directory, 'fresh'),
    suspect: join(directory, 'suspect'),
    boot: join(directory, 'boot'),
    records: join(directory, 'records'),
    temporary: join(directory, 'tmp'),
  };
}

/** Lays a store out, an OCI image layout without images at first. Readable for its owner only. */
export function layStore(directory: string): StorePaths {
  const paths = storePaths(directory);
  makeDirectories(directory, 0o700);
  for (const path of [paths.blobs, paths.fresh, paths.suspect, paths.records, paths.temporary]) makeDirectories(path);
  createOnce(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  createOnce(
    join(directory, 'index.json'),
    '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}',
  );
  return paths;
}

function createOnce(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
