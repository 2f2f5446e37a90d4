import type { Digest } from '@strake/core';
import { formatReference, type Reference } from '@strake/oci';
import { RegistryError } from '../error.ts';
import { discard, type TransportResponse } from '../transport/transport.ts';
import { quoting, wordsOf } from '../transport/words.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * The response, if its status is one of `wanted`. Throws what the status means otherwise, and what the registry says to it.
 * `blob` is the part of the image that has been asked for.
 */
export async function checkAnswer(
  reference: Reference,
  { host }: Endpoint,
  response: TransportResponse,
  wanted: readonly number[],
  blob?: Digest,
): Promise<TransportResponse> {
  const { status } = response;
  if (wanted.includes(status)) return response;
  const name = formatReference(reference);
  if (status === 404) {
    await discard(response);
    const part = blob === undefined ? '' : `${blob} `;
    throw new RegistryError('IMAGE_NOT_FOUND', `${name}: ${part}not found on ${host}`, {
      status,
      hint: blob === undefined ? 'is the name right, and the tag?' : INCOMPLETE,
    });
  }
  const words = await wordsOf(response);
  if (status === 401 || status === 403) {
    throw new RegistryError('UNAUTHORIZED', quoting(`${name}: ${host} refuses access`, words), {
      status,
      hint: `is the name right, and may this login do so? Private images need credentials: docker login ${host}`,
    });
  }
  if (status === 429) {
    throw new RegistryError('RATE_LIMITED', quoting(`${name}: ${host} says we ask too often`, words), {
      status,
      hint: 'log in, or use a mirror',
    });
  }
  throw new RegistryError('SERVER_ERROR', quoting(`${name}: ${host} answered with status ${status}`, words), {
    status,
    retryable: status >= 500,
    ...(status === 413 ? { hint: TOO_LARGE } : {}),
  });
}

const INCOMPLETE = 'the registry has only parts of the image, or none any more: push it there again';

const TOO_LARGE =
  'the registry, or a proxy before it, takes no body of this size (nginx: client_max_body_size): raise its limit';
