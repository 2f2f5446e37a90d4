import { type ByteStream, bytes as streamOf, collect, type CreateHasher, type Digest, isDigest } from '@strake/core';
import {
  CONFIG_LIMIT,
  type ContentStore,
  decodeManifest,
  type Descriptor,
  digestOf,
  formatReference,
  MANIFEST_LIMIT,
  MediaType,
  OciError,
  type Reference,
  verifyBlob,
} from '@strake/oci';
import { RegistryError } from '../error.ts';
import type { TransportResponse } from '../transport/transport.ts';
import type { Asker, Question } from './ask.ts';
import { mismatch } from './blob.ts';

/** Where documents are kept between builds. */
export type DocumentStore = Pick<ContentStore, 'stat' | 'read' | 'write'>;

export interface DocumentSource {
  readonly asker: Asker;
  readonly createHasher: CreateHasher;
  readonly store?: DocumentStore | undefined;
}

/** Manifests, indexes and configurations: small, asked for again in every build, and always the same by digest. */
export interface Documents {
  /** The manifest or index that a reference names now. `reads`: what is not here comes with the answer. */
  resolve(reference: Reference, reads: boolean, signal?: AbortSignal): Promise<Descriptor>;
  manifest(reference: Reference, descriptor: Descriptor, signal?: AbortSignal): Promise<Uint8Array>;
  /** A configuration, with `fetch` for when it is not here yet. */
  config(descriptor: Descriptor, fetch: () => ByteStream, signal?: AbortSignal): Promise<Uint8Array>;
}

const MANIFESTS: readonly string[] = [
  MediaType.index,
  MediaType.manifest,
  MediaType.dockerManifestList,
  MediaType.dockerManifest,
];
const ACCEPT = { accept: MANIFESTS.join(', ') };

export function createDocuments(source: DocumentSource): Documents {
  const { asker, createHasher, store } = source;
  const known = new Map<Digest, Uint8Array>();

  async function kept(digest: Digest, limit: number, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const found = known.get(digest);
    if (found || !store || ((await store.stat(digest))?.size ?? Infinity) > limit) return found;
    const bytes = await readKept(store, digest, limit, signal);
    if (bytes) known.set(digest, bytes);
    return bytes;
  }

  async function keep(digest: Digest, bytes: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
    known.set(digest, bytes);
    await store?.write(streamOf(bytes), { digest }, signal);
    return bytes;
  }

  async function get(reference: Reference, signal?: AbortSignal): Promise<Descriptor> {
    const question = { path: pathOf(reference), headers: ACCEPT, signal };
    const { descriptor, bytes } = await asker.ask(reference, question, async (response) => {
      const bytes = await bounded(response, reference);
      const found = { digest: digestOf(bytes, createHasher), size: bytes.byteLength };
      const announced = response.header('docker-content-digest') ?? '';
      verify(reference, found, reference.digest ?? (isDigest(announced) ? announced : undefined));
      return { descriptor: { mediaType: typeOf(response, bytes), ...found }, bytes };
    });
    await keep(descriptor.digest, bytes, signal);
    return descriptor;
  }

  return {
    async resolve(reference, reads, signal) {
      const here = reference.digest && (await kept(reference.digest, MANIFEST_LIMIT, signal));
      if (here && reference.digest) return describe(reference.digest, here);
      const asks = store !== undefined && !reads;
      return (asks ? await head(asker, reference, signal) : undefined) ?? get(reference, signal);
    },
    async manifest(reference, descriptor, signal) {
      const here = await kept(descriptor.digest, MANIFEST_LIMIT, signal);
      if (here) return here;
      const found = await get({ ...reference, digest: descriptor.digest }, signal);
      verify(reference, found, descriptor.digest, descriptor.size);
      return known.get(descriptor.digest) as Uint8Array;
    },
    async config(descriptor, fetch, signal) {
      const here = await kept(descriptor.digest, CONFIG_LIMIT, signal);
      return here ?? keep(descriptor.digest, await collect(fetch(), CONFIG_LIMIT), signal);
    },
  };
}

/** One that is damaged is none. */
async function readKept(
  store: DocumentStore,
  digest: Digest,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  try {
    return await collect(store.read(digest, { verify: true, ...(signal && { signal }) }), limit);
  } catch (error) {
    if (error instanceof OciError && error.code === 'BLOB_DAMAGED') return undefined;
    throw error;
  }
}

function pathOf({ digest, tag }: Reference): string {
  return `manifests/${digest ?? tag ?? 'latest'}`;
}

/** What the registry says of a manifest without giving it; undefined when it does not say enough. */
async function head(asker: Asker, reference: Reference, signal?: AbortSignal): Promise<Descriptor | undefined> {
  const wanted = [200, 405, 501];
  const question: Question = { path: pathOf(reference), method: 'HEAD', headers: ACCEPT, wanted, signal };
  const response = await asker.ask(reference, question, (answer) => answer);
  const digest = response.header('docker-content-digest') ?? '';
  const mediaType = contentType(response);
  const size = Number(response.header('content-length') || Number.NaN);
  const enough = response.status === 200 && isDigest(digest) && MANIFESTS.includes(mediaType) && size > 0;
  if (!enough || (reference.digest !== undefined && reference.digest !== digest)) return undefined;
  return { mediaType, digest, size };
}

async function bounded(response: TransportResponse, reference: Reference): Promise<Uint8Array> {
  try {
    return await collect(response.body, MANIFEST_LIMIT);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RegistryError('INVALID', `${formatReference(reference)}: a manifest of more than 4 MiB`, { cause });
  }
}

function verify(
  reference: Reference,
  found: { readonly digest: Digest; readonly size: number },
  digest: string | undefined,
  size?: number,
): void {
  try {
    verifyBlob(found, {
      ...(digest === undefined ? {} : { digest: digest as Digest }),
      ...(size === undefined ? {} : { size }),
    });
  } catch (cause) {
    throw cause instanceof OciError ? mismatch(reference, cause) : cause;
  }
}

function contentType(response: TransportResponse): string {
  return (response.header('content-type') ?? '').split(';')[0]?.trim() ?? '';
}

/** The media type that the registry names, or the document itself where the registry names none. */
function typeOf(response: TransportResponse, bytes: Uint8Array): string {
  const named = contentType(response);
  return MANIFESTS.includes(named) ? named : mediaTypeOf(bytes);
}

function describe(digest: Digest, bytes: Uint8Array): Descriptor {
  return { mediaType: mediaTypeOf(bytes), digest, size: bytes.byteLength };
}

function mediaTypeOf(bytes: Uint8Array): string {
  const document = decodeManifest(bytes);
  return document.kind === 'index' ? document.index.mediaType : document.manifest.mediaType;
}
