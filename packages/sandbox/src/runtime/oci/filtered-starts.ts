import type { ChildStart, Fate } from './runtime-child.ts';

/** What a thread begins with that takes a filter of system calls upon itself, and starts programs, which inherit it. */
export interface StarterData {
  readonly filter: Uint8Array;
  /** One number, of starts that have been carried out; -1 when there will be no more. */
  readonly starts: Int32Array<SharedArrayBuffer>;
}

export type ToStarter =
  | { readonly kind: 'start'; readonly id: number; readonly start: ChildStart }
  | { readonly kind: 'kill'; readonly id: number }
  /** The thread ends with the last of its programs. */
  | { readonly kind: 'close' };

export type FromStarter =
  /** It has its filter. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended'; readonly id: number; readonly code: number; readonly fate: Fate | undefined }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
