import type { CreateHasher, Digest } from '@strake/core';
import { nodeCodecs } from '../../compress/node/codecs.ts';
import { decompressSmall } from '../../compress/node/decompress.ts';
import { nodeHasher } from '../../hash/node-hasher.ts';
import { openContentFiles } from '../../layer/node/content-files.ts';
import { createIndexThreads } from '../../layer/node/index-threads.ts';
import { createLayerStore } from '../create-layer-store.ts';
import type { LayerStore } from '../layer-store.ts';
import type { RecordStore } from '../record-store.ts';
import type { ContentStore } from '../store.ts';
import { createDiskContent } from './disk-content.ts';
import { diskError } from './disk-error.ts';
import { createDiskRecords } from './disk-records.ts';
import { openDurability } from './durability.ts';
import { layStore } from './store-paths.ts';
import { createTemporary, sweep } from './temporary.ts';

/** A store on disk. Any number of processes may have it open at once. */
export interface DiskStore extends AsyncDisposable {
  readonly directory: string;
  readonly content: ContentStore;
  readonly records: RecordStore;
  readonly layers: LayerStore;
  /** Ends what the store does in the background. Idempotent. */
  dispose(): Promise<void>;
}

export interface OpenStoreOptions {
  /** Kinds of records that must outlive a power cut right after `put`; default `image`. */
  readonly durableKinds?: readonly string[];
  /** Bytes of one uncompressed layer; default 64 GiB. */
  readonly layerLimit?: number;
  /** Default: OpenSSL's SHA-256. */
  readonly createHasher?: CreateHasher;
  /**
   * A directory on the store's file system for files in the making, which somebody else makes and removes; default one of the
   * store's own. For processes that no other can look at: what they leave there when they are killed stays for a day.
   */
  readonly temporary?: string;
  /** Hears of each blob that was removed because it was damaged. */
  readonly onDamage?: (digest: Digest) => void;
}

/**
 * Opens the store in `directory`, which is made when missing: an OCI image layout (`blobs/sha256`) with `records` beside.
 * Removes what killed processes left in the making. Throws `STORE_FAILED`.
 */
export async function openStore(directory: string, options: OpenStoreOptions = {}): Promise<DiskStore> {
  const { createHasher = nodeHasher, durableKinds = ['image'], layerLimit, onDamage } = options;
  try {
    const paths = layStore(directory);
    sweep(paths.temporary);
    const temporary = createTemporary(options.temporary ?? paths.temporary);
    const durability = openDurability(paths, temporary);
    const content = createDiskContent({ blobs: paths.blobs, temporary, durability, createHasher, onDamage });
    const records = createDiskRecords({
      directory: paths.records,
      temporary,
      durableKinds: new Set(durableKinds),
    });
    const codecs = nodeCodecs();
    const limit = layerLimit === undefined ? {} : { layerLimit };
    const layers = createLayerStore({
      content,
      records,
      createHasher,
      codecs,
      smallDecoders: decompressSmall(),
      indexer: createIndexThreads(),
      openContents: openContentFiles,
      ...limit,
    });
    const dispose = (): Promise<void> => durability.settle();
    return { directory, content, records, layers, dispose, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    throw diskError(`open the store ${JSON.stringify(directory)}`, error);
  }
}
