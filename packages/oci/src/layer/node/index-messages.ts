import { OciError, type OciErrorCode } from '../../error.ts';
import type { IndexRequest, ListRequest } from '../indexer.ts';

/**
 * To a thread that makes indexes, of several layers at a time; `layer` is the number of one. A block's memory is the thread's
 * until it comes back as `spare`. `close` lets the thread end once it has nothing to do.
 */
export type ToThread =
  | ({ readonly layer: number; readonly kind: 'open' } & Work)
  | { readonly layer: number; readonly kind: 'block'; readonly block: Uint8Array<ArrayBuffer> }
  | { readonly layer: number; readonly kind: 'end' | 'drop' }
  | { readonly kind: 'close' };

/** What is to be made of a layer. */
export type Work =
  | { readonly make: 'index'; readonly request: IndexRequest }
  | { readonly make: 'listing'; readonly request: ListRequest };

/** The stored form of what was made. */
export interface Made {
  readonly blob: Uint8Array;
  /** See `Indexed`. */
  readonly hasContents: boolean;
}

/** From it. One of `made` and `failed` ends the work on a layer. */
export type FromThread =
  | { readonly layer: number; readonly kind: 'spare'; readonly memory: ArrayBuffer }
  | ({ readonly layer: number; readonly kind: 'made' } & Made)
  | { readonly layer: number; readonly kind: 'failed'; readonly failure: Failure };

/** An error as it crosses threads, which would keep its message alone. */
export interface Failure {
  readonly message: string;
  readonly code?: OciErrorCode;
  readonly hint?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof OciError)) return { message: error instanceof Error ? error.message : String(error) };
  const { message, code, hint, data } = error;
  return { message, code, data, ...(hint === undefined ? {} : { hint }) };
}

export function errorOf({ message, code, hint, data = {} }: Failure): Error {
  if (code === undefined) return new Error(message);
  return new OciError(code, message, { data, ...(hint === undefined ? {} : { hint }) });
}
