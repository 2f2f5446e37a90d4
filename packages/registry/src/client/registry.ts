import { collect, type CreateHasher, type Digest, isDigest } from '@strake/core';
import {
  type Descriptor,
  digestOf,
  formatReference,
  type ImageReader,
  MANIFEST_LIMIT,
  MediaType,
  type Reference,
  sha256Hasher,
  verifying,
} from '@strake/oci';
import { authorizing, type CredentialProvider } from '../auth/authorize.ts';
import { RegistryError } from '../error.ts';
import { followRedirects } from '../transport/redirect.ts';
import { retrying } from '../transport/retry.ts';
import { discard, type Transport, type TransportResponse } from '../transport/transport.ts';
import { type Endpoint, type EndpointOptions, endpointsOf } from './endpoint.ts';

export interface RegistryClientOptions extends EndpointOptions {
  readonly transport: Transport;
  readonly credentials?: CredentialProvider;
  /** Default: SHA-256 in JavaScript. */
  readonly createHasher?: CreateHasher;
}

/** Reads images from registries (OCI distribution spec 1.1, pull). Every byte is verified against its digest. */
export interface RegistryClient {
  /** The manifest or index that a reference names now. */
  resolve(reference: Reference, signal?: AbortSignal): Promise<Descriptor>;
  /** The content of a reference's repository. */
  reader(reference: Reference): ImageReader;
}

interface FetchedManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

const ACCEPT = [MediaType.index, MediaType.manifest, MediaType.dockerManifestList, MediaType.dockerManifest].join(', ');

export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const createHasher = options.createHasher ?? sha256Hasher;
  const ask = createAsk(options);
  const fetched = new Map<Digest, Uint8Array>();
  const fetchManifest = async (reference: Reference, signal?: AbortSignal): Promise<FetchedManifest> => {
    const wanted = reference.digest ?? reference.tag ?? 'latest';
    const response = await ask(reference, `manifests/${wanted}`, { accept: ACCEPT }, signal);
    const bytes = await collect(response.body, MANIFEST_LIMIT);
    const digest = digestOf(bytes, createHasher);
    checkDigest(reference, digest, reference.digest ?? response.header('docker-content-digest'));
    const mediaType = (response.header('content-type') ?? '').split(';')[0]?.trim() || MediaType.manifest;
    fetched.set(digest, bytes);
    return { descriptor: { mediaType, digest, size: bytes.byteLength }, bytes };
  };
  return {
    resolve: async (reference, signal) => (await fetchManifest(reference, signal)).descriptor,
    reader: (reference) => ({
      manifest: async ({ digest }, signal) =>
        fetched.get(digest) ?? (await fetchManifest({ ...reference, digest }, signal)).bytes,
      async *blob(descriptor, signal) {
        const response = await ask(reference, `blobs/${descriptor.digest}`, {}, signal);
        yield* verifying(response.body, descriptor, createHasher);
      },
    }),
  };
}

function checkDigest(reference: Reference, found: string, announced: string | undefined): void {
  if (announced === undefined || announced === found || !isDigest(announced)) return;
  throw new RegistryError(
    'MISMATCH',
    `manifest of ${formatReference(reference)}: expected ${announced}, found ${found}`,
  );
}

type Ask = (
  reference: Reference,
  path: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
) => Promise<TransportResponse>;

/** Asks the endpoints of a repository in order; what a mirror does not have or cannot give, the next one is asked for. */
function createAsk(options: RegistryClientOptions): Ask {
  const transports = new Map<string, Transport>();
  const transportFor = (endpoint: Endpoint, repository: string): Transport => {
    const key = `${endpoint.url} ${repository}`;
    const known = transports.get(key);
    if (known) return known;
    const made = authorizing(retrying(followRedirects(options.transport)), endpoint.host, options.credentials);
    transports.set(key, made);
    return made;
  };
  return async (reference, path, headers, signal) => {
    const endpoints = endpointsOf(reference.registry, options);
    let failure: unknown;
    for (const endpoint of endpoints) {
      try {
        const url = `${endpoint.url}/v2/${reference.repository}/${path}`;
        const request = { method: 'GET' as const, url, headers, ...(signal ? { signal } : {}) };
        return await checked(reference, endpoint, await transportFor(endpoint, reference.repository).send(request));
      } catch (error) {
        if (signal?.aborted) throw error;
        failure = mostTelling(failure, error);
      }
    }
    throw failure;
  };
}

/** What the registry itself or a mirror said counts more than that another could not be reached. */
function mostTelling(before: unknown, now: unknown): unknown {
  const unreachable = now instanceof RegistryError && now.code === 'UNREACHABLE';
  return before !== undefined && unreachable ? before : now;
}

async function checked(
  reference: Reference,
  endpoint: Endpoint,
  response: TransportResponse,
): Promise<TransportResponse> {
  const { status } = response;
  if (status === 200) return response;
  await discard(response);
  const name = formatReference(reference);
  if (status === 404) {
    throw new RegistryError('IMAGE_NOT_FOUND', `${name}: not found on ${endpoint.host}`, {
      status,
      hint: 'is the name right, and the tag?',
    });
  }
  if (status === 401 || status === 403) {
    throw new RegistryError('UNAUTHORIZED', `${name}: ${endpoint.host} refuses access`, {
      status,
      hint: `is the name right? Private images need credentials: docker login ${reference.registry}`,
    });
  }
  if (status === 429)
    throw new RegistryError('RATE_LIMITED', `${name}: ${endpoint.host} says we ask too often`, {
      status,
      hint: 'log in, or use a mirror',
    });
  throw new RegistryError('SERVER_ERROR', `${name}: ${endpoint.host} answered with status ${status}`, {
    status,
    retryable: status >= 500,
  });
}
