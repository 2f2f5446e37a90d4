import type { CreateHasher } from '@strake/core';
import { type Descriptor, type ImageReader, MediaType, type Reference, sha256Hasher } from '@strake/oci';
import { type AskOptions, createAsker } from './ask.ts';
import { fetchBlob, fetchUnverified } from './blob.ts';
import { createDocuments, type DocumentStore } from './documents.ts';
import { createPusher, type ImagePusher } from './push.ts';
import { listTags, type TagsOptions } from './tags.ts';

export interface RegistryClientOptions extends AskOptions {
  /** Default: SHA-256 in JavaScript. */
  readonly createHasher?: CreateHasher;
  /**
   * Where manifests and configurations are kept. With it an image that is known costs one HEAD request, without it one
   * request for each of its documents.
   */
  readonly store?: DocumentStore;
}

export interface ResolveOptions {
  /**
   * Whether the document will be read next, as nothing is known of the image: then it comes at once, in one request instead
   * of two. Default false: a HEAD request, which counts against no limit on pulls.
   */
  readonly reads?: boolean;
}

export interface ReaderOptions {
  /** Blobs come as they are, but for configurations: for who verifies them, as a store does. Default false. */
  readonly unverified?: boolean;
  /**
   * The memory of a chunk may be given back once the next is asked for, but for configurations: for who keeps none. Without
   * this a large blob leaves garbage of its size. Default false.
   */
  readonly reuse?: boolean;
}

/**
 * Reads and writes images in registries (OCI distribution spec 1.1). Every byte read is verified against its digest, unless a
 * reader is told not to.
 */
export interface RegistryClient {
  /** The manifest or index that a reference names now. */
  resolve(reference: Reference, signal?: AbortSignal, options?: ResolveOptions): Promise<Descriptor>;
  /** The tags of a reference's repository, in the registry's order. */
  tags(reference: Reference, options?: TagsOptions): Promise<readonly string[]>;
  /** The content of a reference's repository. */
  reader(reference: Reference, options?: ReaderOptions): ImageReader;
  /** Writes into a reference's repository; mirrors are not written to. */
  pusher(reference: Reference): ImagePusher;
}

/** A client for all registries. Throws `RegistryError`, and what `signal` was aborted with. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { createHasher = sha256Hasher, store, wait } = options;
  const asker = createAsker(options);
  const documents = createDocuments({ asker, createHasher, store });
  return {
    resolve: (reference, signal, { reads = false } = {}) => documents.resolve(reference, reads, signal),
    tags: (reference, tagsOptions) => listTags(asker, reference, tagsOptions),
    reader: (reference, { unverified = false, reuse = false } = {}) => {
      const source = { asker, createHasher, wait };
      const fetch = unverified ? fetchUnverified : fetchBlob;
      return {
        manifest: (descriptor, signal) => documents.manifest(reference, descriptor, signal),
        async *blob(descriptor, signal) {
          if (!isConfig(descriptor)) yield* fetch({ ...source, reuse }, reference, descriptor, signal);
          else yield await documents.config(descriptor, () => fetchBlob(source, reference, descriptor, signal), signal);
        },
      };
    },
    pusher: (reference) => createPusher({ ...options, asker, createHasher, reference }),
  };
}

function isConfig({ mediaType }: Descriptor): boolean {
  return mediaType === MediaType.config || mediaType === MediaType.dockerConfig;
}
