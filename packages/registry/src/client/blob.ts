import { type ByteStream, type CreateHasher } from '@strake/core';
import { type Descriptor, formatReference, OciError, type Reference, verifying } from '@strake/oci';
import { RegistryError } from '../error.ts';
import { delayAfter, isRetryable } from '../transport/retry.ts';
import { discard, type TransportResponse } from '../transport/transport.ts';
import { type Wait, wait } from '../transport/wait.ts';
import type { Asker, Question } from './ask.ts';

export interface BlobSource {
  readonly asker: Asker;
  readonly createHasher: CreateHasher;
  readonly wait?: Wait | undefined;
  /** As in `TransportRequest`. */
  readonly reuse?: boolean;
}

/** The bytes of a blob, verified as they pass: whoever uses them waits for the end. */
export async function* fetchBlob(
  source: BlobSource,
  reference: Reference,
  descriptor: Descriptor,
  signal?: AbortSignal,
): ByteStream {
  try {
    yield* verifying(fetchUnverified(source, reference, descriptor, signal), descriptor, source.createHasher);
  } catch (cause) {
    throw cause instanceof OciError ? mismatch(reference, cause) : cause;
  }
}

/** What came is not what was announced. */
export function mismatch(reference: Reference, cause: OciError): RegistryError {
  return new RegistryError('MISMATCH', `${formatReference(reference)}: ${cause.message}`, {
    cause,
    hint: 'the registry, a mirror or a proxy on the way gives wrong content; try again, or without the mirror',
  });
}

/** Bytes after which a connection that breaks counts as the first to break. */
const PROGRESS = 1024 * 1024;

/**
 * What comes for a blob, at least its size. A connection that breaks is taken up where it broke; where the registry does not
 * give the rest alone, the whole is asked for again.
 */
export async function* fetchUnverified(
  { asker, wait: sleep = wait, reuse = false }: BlobSource,
  reference: Reference,
  { digest, size }: Descriptor,
  signal: AbortSignal | undefined,
): ByteStream {
  const question = { path: `blobs/${digest}`, blob: digest, wanted: [200, 206], reuse, signal };
  let received = 0;
  for (let attempt = 1; ; attempt++) {
    const before = received;
    const response = await askFrom(received, asker, reference, question);
    try {
      for await (const chunk of fromOffset(response, received)) {
        received += chunk.byteLength;
        yield chunk;
      }
      if (received >= size) return;
      throw new RegistryError('UNREACHABLE', `${digest} ended after ${received} of ${size} bytes`, { retryable: true });
    } catch (error) {
      // Behind the last byte there is no range to ask for.
      if (received >= size && !signal?.aborted) return;
      if (received - before > PROGRESS) attempt = 1;
      if (!isRetryable(error, attempt, signal)) throw error;
    }
    await sleep(delayAfter(attempt), signal);
  }
}

/** What holds the bytes from `offset` on: those alone, or all where the registry does not give those. */
async function askFrom(
  offset: number,
  asker: Asker,
  reference: Reference,
  question: Question,
): Promise<TransportResponse> {
  const all = (answer: TransportResponse): TransportResponse => answer;
  if (offset > 0) {
    const headers = { range: `bytes=${offset}-` };
    const rest = await asker.ask(reference, { ...question, headers, wanted: [200, 206, 416] }, all);
    if (continues(rest, offset)) return rest;
    await discard(rest);
  }
  return asker.ask(reference, question, all);
}

/** Whether an answer holds the bytes from `offset` on. */
function continues(response: TransportResponse, offset: number): boolean {
  return response.status === 200 || (response.status === 206 && startOf(response) === offset);
}

function startOf(response: TransportResponse): number {
  return Number(/^bytes (\d+)-/.exec(response.header('content-range') ?? '')?.[1]);
}

/** The bytes from `offset` on: of a partial answer all, of a whole one those behind it. */
async function* fromOffset(response: TransportResponse, offset: number): ByteStream {
  let skip = offset;
  if (response.status === 206) {
    const start = startOf(response);
    if (start !== offset) {
      await discard(response);
      throw new RegistryError('INVALID', `asked for the bytes from ${offset} on, got those from ${start}`);
    }
    skip = 0;
  }
  for await (const chunk of response.body) {
    const rest = chunk.subarray(Math.min(skip, chunk.byteLength));
    skip -= chunk.byteLength - rest.byteLength;
    if (rest.byteLength > 0) yield rest;
  }
}
