import type { ByteStream } from '@strake/core';

/** One HTTP exchange. Implementations follow no redirects and add no headers of their own beyond what HTTP needs. */
export interface Transport {
  /** Throws `RegistryError` `UNREACHABLE` when there is no answer. A status is never an error here. */
  send(request: TransportRequest): Promise<TransportResponse>;
}

export interface TransportRequest {
  readonly method: 'GET' | 'HEAD';
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  header(name: string): string | undefined;
  /** Must be consumed or closed by `return()`. */
  readonly body: ByteStream;
}

/** Lets go of a response that is not wanted. */
export async function discard(response: TransportResponse): Promise<void> {
  await response.body[Symbol.asyncIterator]().return?.();
}
