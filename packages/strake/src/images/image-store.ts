import type { ByteStream } from '@strake/core';
import type { Platform } from '@strake/oci';
import { useStore } from '@strake/oci/node';
import type { PushProgress } from '@strake/registry';
import { hostPlatform } from '../input/platform.ts';
import type { RegistryOptions } from '../input/build-input.ts';
import type { ByteSink } from '../output/output.ts';
import { openStoreContext } from '../services/store-context.ts';
import { describe, type ImageDetails, type ImageSummary, summarize } from './describe.ts';
import { findImages } from './find-image.ts';
import { type LoadedImage, loadImages } from './load.ts';
import { checkOptions } from '../input/option-check.ts';
import { checkingArguments, STORE_OPTIONS } from './store-options.ts';
import { tagImage, untagImages } from './name.ts';
import { type Pruned, type PruneOptions, pruneStore, type StoreUsage, storeUsage } from './prune.ts';
import { type SavedImages, saveImages } from './save.ts';
import { pullImage, pushStored } from './transfer.ts';

/** The images of a store. Names are as Docker's; an ID, a digest, or the beginning of one, stands for an image as well. */
export interface ImageStore extends AsyncDisposable {
  list(): Promise<readonly ImageSummary[]>;
  /** Throws `IMAGE_UNKNOWN`, `IMAGE_AMBIGUOUS`. */
  inspect(name: string): Promise<ImageDetails>;
  /** Gives an image one more name; the result is that name in full. */
  tag(source: string, name: string): Promise<string>;
  /** Takes a name away, or with `force` all names of an ID. The content goes with the next `prune`. */
  remove(name: string, options?: { readonly force?: boolean }): Promise<readonly string[]>;
  /** Writes images as one archive in the form of `docker save`. */
  save(names: readonly string[], dest: string | ByteSink): Promise<SavedImages>;
  /** Takes in an archive of `docker save`, or an OCI layout; perhaps compressed. */
  load(source: string | ByteStream): Promise<readonly LoadedImage[]>;
  /** Sends an image to the registry of its name, or of `to`; the result is `NAME@DIGEST`. */
  push(
    name: string,
    options?: { readonly to?: string; readonly onProgress?: (p: PushProgress) => void },
  ): Promise<string>;
  /** Fetches an image for one platform, default this machine's, or for all of them. */
  pull(name: string, platform?: Platform | 'all'): Promise<ImageSummary>;
  usage(): Promise<StoreUsage>;
  /** Removes what nothing refers to. Throws `STORE_BUSY` while a build is running. */
  prune(options?: PruneOptions): Promise<Pruned>;
}

export interface ImageStoreOptions {
  /** Default: `defaultHome()`. */
  readonly home?: string;
  readonly registry?: RegistryOptions;
  /** Hears what the user should know: that a registry keeps silent, that the store was damaged. */
  readonly onNote?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** Opens the images of a store; the store is made when missing. */
export async function openImageStore(options: ImageStoreOptions = {}): Promise<ImageStore> {
  checkOptions('openImageStore', STORE_OPTIONS, options);
  const { signal = new AbortController().signal } = options;
  const context = await openStoreContext(options);
  const { images, store } = context;
  /** Keeps `prune` away meanwhile. */
  const leased = async <T>(work: () => Promise<T>): Promise<T> => {
    const lease = await useStore(store.directory, signal);
    try {
      return await work();
    } finally {
      lease[Symbol.dispose]();
    }
  };
  return checkingArguments({
    list: async () => Promise.all((await images.list()).map((image) => summarize(image, context))),
    inspect: async (name) => describe((await findImages(name, images))[0], context),
    tag: (source, name) => leased(() => tagImage(source, name, images)),
    remove: (name, { force = false } = {}) => untagImages(name, force, images),
    save: (names, dest) => leased(() => saveImages(names, dest, context, signal)),
    load: (source) => leased(() => loadImages(source, context, signal)),
    push: (name, to = {}) => leased(() => pushStored(name, to, context, signal)),
    pull: (name, platform = hostPlatform()) =>
      leased(async () => summarize(await pullImage(name, platform, context, signal), context)),
    usage: () => storeUsage(context, signal),
    prune: (how = {}) => pruneStore(how, context, signal),
    [Symbol.asyncDispose]: () => context[Symbol.asyncDispose](),
  });
}
