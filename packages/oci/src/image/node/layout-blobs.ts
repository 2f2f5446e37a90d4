import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hexOf } from '@strake/core';
import { OciError } from '../../error.ts';
import { nodeHasher } from '../../hash/node-hasher.ts';
import type { Descriptor } from '../../model/index.ts';
import { createDiskContent } from '../../store/node/disk-content.ts';
import { diskError } from '../../store/node/disk-error.ts';
import { type BlobCommit, syncedCommit } from '../../store/node/durability.ts';
import { createFileSink } from '../../store/node/file-sink.ts';
import { findLink } from '../../store/node/find-link.ts';
import { makeDirectories } from '../../store/node/make-directories.ts';
import { createTemporary, sweep, type Temporary } from '../../store/node/temporary.ts';
import type { ContentStore } from '../../store/store.ts';
import type { LayerIntake, LayerPlace, PackedImage } from '../pack-image.ts';
import { placeBytes } from './place-bytes.ts';

/** The blobs of an OCI layout, which gets layers while they are packed. Disposed of, nothing unfinished is left. */
export interface LayoutBlobs extends LayerIntake, AsyncDisposable {
  /** Names for files in the making. */
  readonly temporary: Temporary;
  /** Writes what is still missing; all of the image's blobs are on the disk then. Throws `STORE_FAILED`. */
  end(image: PackedImage, signal?: AbortSignal): Promise<void>;
}

/**
 * Makes the directories where they are missing, and removes what killed processes left there. `failed` makes an error of what
 * goes wrong with layers that are being packed.
 */
export function openLayoutBlobs(directory: string, failed: (error: Error) => unknown): LayoutBlobs {
  const blobs = join(directory, 'blobs', 'sha256');
  const ingest = join(directory, 'ingest');
  refuseLinks(directory, 'ingest', 'blobs', 'blobs/sha256');
  for (const path of [blobs, ingest]) makeDirectories(path);
  sweep(ingest);
  const temporary = createTemporary(ingest);
  const durability = syncedCommit(blobs);
  const content = createDiskContent({ blobs, temporary, createHasher: nodeHasher, durability });
  const state: State = { temporary, durability, content, failed, whole: new Map() };
  return {
    temporary,
    next: () => createPlace(state),
    end: async ({ blobs: wanted }, signal) => {
      for (const blob of wanted) {
        signal?.throwIfAborted();
        await commit(state, blob.descriptor);
        await content.write(blob.read(signal, true), blob.descriptor, signal);
      }
    },
    [Symbol.asyncDispose]: async () => {
      for (const path of state.whole.values()) rmSync(path, { force: true });
    },
  };
}

/** The layout may come from elsewhere: nothing is written or removed through a link in it. */
function refuseLinks(directory: string, ...names: readonly string[]): void {
  const link = findLink(directory, ...names);
  if (link === undefined) return;
  throw new OciError('STORE_FAILED', `cannot write the layout ${directory}: ${link} in it is a link`, {
    hint: 'remove the link, or choose another place',
    data: { errno: 'ELOOP' },
  });
}

interface State {
  readonly temporary: Temporary;
  readonly durability: BlobCommit;
  readonly content: ContentStore;
  readonly failed: (error: Error) => unknown;
  /** Files that are whole, by digest. They are not waited for before all are: the disk has them by then, or nearly. */
  readonly whole: Map<string, string>;
}

/** What is not a whole blob in the end goes. */
function createPlace({ temporary, failed, whole }: State): LayerPlace {
  let file: { readonly path: string; readonly fd: number } | undefined;
  let isWhole = false;
  const bytes = placeBytes((ahead) => {
    const path = temporary.next();
    file = { path, fd: openSync(path, 'wx', 0o444) };
    return createFileSink(file.fd, { ahead });
  });
  return {
    chunk: bytes.chunk,
    end: async ({ descriptor: { digest, size } }) => {
      try {
        await bytes.end();
      } catch (cause) {
        throw failed(diskError('write a layer', cause));
      }
      if (!file || bytes.size !== size || whole.has(digest)) return;
      whole.set(digest, file.path);
      isWhole = true;
    },
    [Symbol.asyncDispose]: async () => {
      await bytes[Symbol.asyncDispose]();
      if (!file) return;
      closeSync(file.fd);
      if (!isWhole) rmSync(file.path, { force: true });
    },
  };
}

/** Gives the file with the blob's bytes its place, if there is one and the blob is not there yet. */
async function commit({ whole, content, durability }: State, { digest, size }: Descriptor): Promise<void> {
  const path = whole.get(digest);
  if (path === undefined || (await content.stat(digest))?.size === size) return;
  try {
    durability.commit(path, hexOf(digest));
  } catch (error) {
    throw diskError(`keep blob ${digest}`, error);
  }
  whole.delete(digest);
}
