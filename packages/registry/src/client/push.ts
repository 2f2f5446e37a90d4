import type { ByteStream, CreateHasher, Digest } from '@strake/core';
import { type Descriptor, digestOf, formatReference, type Reference } from '@strake/oci';
import { RegistryError } from '../error.ts';
import { redirectTarget, sameOrigin } from '../transport/redirect.ts';
import { delayAfter, isRetryable } from '../transport/retry.ts';
import { discard, type Transport, type TransportRequest, type TransportResponse } from '../transport/transport.ts';
import { type Wait, wait } from '../transport/wait.ts';
import { checkAnswer } from './answer.ts';
import type { Asker } from './ask.ts';
import { type EndpointOptions, own } from './endpoint.ts';
import { createOpenUploads } from './open-uploads.ts';

/** Writes into one repository. What is there already is not sent again. */
export interface ImagePusher {
  has(digest: Digest, signal?: AbortSignal): Promise<boolean>;
  /** Takes a blob over from another repository of the registry; false when the registry does not do or allow that. */
  mount(digest: Digest, from: string, signal?: AbortSignal): Promise<boolean>;
  /** Sends a blob. `data` is asked for again when the connection breaks. */
  blob(descriptor: Descriptor, data: (signal?: AbortSignal) => ByteStream, signal?: AbortSignal): Promise<void>;
  /** Stores a manifest or index, whose parts must be there; `tag` names it. */
  manifest(bytes: Uint8Array, mediaType: string, tag?: string, signal?: AbortSignal): Promise<Descriptor>;
}

export interface PusherOptions extends EndpointOptions {
  readonly transport: Transport;
  readonly asker: Asker;
  readonly createHasher: CreateHasher;
  readonly reference: Reference;
  readonly wait?: Wait;
}

export function createPusher(options: PusherOptions): ImagePusher {
  const { reference, asker, createHasher, wait: sleep = wait } = options;
  const endpoint = own(reference.registry, options);
  const base = `${endpoint.url}/v2/${reference.repository}`;

  async function send(request: TransportRequest, wanted: readonly number[]): Promise<TransportResponse> {
    const response = await asker.send(endpoint, reference.repository, request);
    return checkAnswer(reference, endpoint, response, wanted);
  }

  async function has(digest: Digest, signal?: AbortSignal): Promise<boolean> {
    const response = await send(requestOf('HEAD', `${base}/blobs/${digest}`, signal), [200, 404]);
    await discard(response);
    return response.status === 200;
  }

  const uploads = createOpenUploads((query, signal) =>
    send(requestOf('POST', `${base}/blobs/uploads/${query}`, signal), [201, 202]),
  );

  async function put(url: string, request: TransportRequest): Promise<void> {
    // Storage elsewhere is authorised by the URL that the registry gave, not by the registry's token.
    const response = sameOrigin(url, base)
      ? await send(request, [201, 204])
      : await checkAnswer(reference, endpoint, await options.transport.send(request), [200, 201, 204]);
    await discard(response);
  }

  async function upload(descriptor: Descriptor, data: () => ByteStream, signal?: AbortSignal): Promise<void> {
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(descriptor.size) };
    for (let attempt = 1; ; attempt++) {
      const location = await uploads.begin(descriptor.digest, signal);
      const url = uploadUrl(`${base}/blobs/uploads/`, location, descriptor.digest);
      try {
        return await put(url, { ...requestOf('PUT', url, signal), headers, body: data });
      } catch (error) {
        if (!isRetryable(error, attempt, signal)) throw error;
      }
      await sleep(delayAfter(attempt), signal);
      if (await has(descriptor.digest, signal)) return;
    }
  }

  return {
    has,
    mount: uploads.mount,
    blob: (descriptor, data, signal) => upload(descriptor, () => data(signal), signal),
    async manifest(bytes, mediaType, tag, signal) {
      const digest = digestOf(bytes, createHasher);
      const headers = { 'content-type': mediaType };
      const request = { ...requestOf('PUT', `${base}/manifests/${tag ?? digest}`, signal), headers, body: bytes };
      const response = await send(request, [201]);
      const stored = response.header('docker-content-digest');
      await discard(response);
      if (stored !== undefined && stored !== digest) throw changedManifest(reference, digest, stored);
      return { mediaType, digest, size: bytes.byteLength };
    },
  };
}

function requestOf(method: TransportRequest['method'], url: string, signal: AbortSignal | undefined): TransportRequest {
  return { method, url, headers: {}, ...(signal ? { signal } : {}) };
}

/** Where to send the blob: the location that the registry gave, with the digest that completes the upload. */
function uploadUrl(asked: string, location: string | undefined, digest: Digest): string {
  if (location === undefined)
    throw new RegistryError('INVALID', `${new URL(asked).host} starts an upload but does not say where`);
  // What the location holds may be signed: it is not written anew.
  const url = redirectTarget(asked, location);
  return `${url}${url.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
}

function changedManifest(reference: Reference, sent: Digest, stored: string): RegistryError {
  return new RegistryError('MISMATCH', `${formatReference(reference)}: sent ${sent}, the registry stored ${stored}`);
}
