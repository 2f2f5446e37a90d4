import { formatReference, type Reference } from '@strake/oci';
import { RegistryError } from '../error.ts';
import { discard, type TransportResponse } from '../transport/transport.ts';
import type { Endpoint } from './endpoint.ts';

/** The response, if its status is one of `wanted`. Throws what the status means otherwise. */
export async function checkAnswer(
  reference: Reference,
  { host }: Endpoint,
  response: TransportResponse,
  wanted: readonly number[],
): Promise<TransportResponse> {
  const { status } = response;
  if (wanted.includes(status)) return response;
  await discard(response);
  const name = formatReference(reference);
  if (status === 404) {
    throw new RegistryError('IMAGE_NOT_FOUND', `${name}: not found on ${host}`, {
      status,
      hint: 'is the name right, and the tag?',
    });
  }
  if (status === 401 || status === 403) {
    throw new RegistryError('UNAUTHORIZED', `${name}: ${host} refuses access`, {
      status,
      hint: `is the name right? Private images need credentials: docker login ${host}`,
    });
  }
  if (status === 429) {
    throw new RegistryError('RATE_LIMITED', `${name}: ${host} says we ask too often`, {
      status,
      hint: 'log in, or use a mirror',
    });
  }
  throw new RegistryError('SERVER_ERROR', `${name}: ${host} answered with status ${status}`, {
    status,
    retryable: status >= 500,
  });
}
