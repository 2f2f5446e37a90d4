import type { ByteStream } from '@strake/core';

/** One HTTP exchange. Implementations follow no redirects and add no headers of their own beyond what HTTP needs. */
export interface Transport {
  /** Throws `RegistryError` `UNREACHABLE` when there is no answer. A status is never an error here. */
  send(request: TransportRequest): Promise<TransportResponse>;
}

export interface TransportRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** A function makes the stream anew for every time the request is sent. */
  readonly body?: Uint8Array | (() => ByteStream);
  /** The memory of a chunk of the answer's body may be given back once the next is asked for. Default false. */
  readonly reuse?: boolean;
  /** Whether any certificate will do. Default false; a transport that cannot leave them unverified does not. */
  readonly unverified?: boolean;
  readonly signal?: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  header(name: string): string | undefined;
  /** Must be consumed or closed by `return()`. Throws `UNREACHABLE` when the connection breaks. */
  readonly body: ByteStream;
  /** What was sent to get it and no message may repeat, though the answer does. */
  readonly confidential?: readonly string[];
}

/** Bytes that are read to keep the connection for the next request. */
const DRAINED = 16 * 1024;

/** Lets go of a response that is not wanted. */
export async function discard(response: TransportResponse): Promise<void> {
  const chunks = response.body[Symbol.asyncIterator]();
  try {
    for (let size = 0; size <= DRAINED; ) {
      const { done, value } = await chunks.next();
      if (done) return;
      size += value.byteLength;
    }
  } catch {
    // Whatever broke, nobody wanted it.
  }
  await chunks.return?.();
}
