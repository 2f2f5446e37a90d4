/** Starts of programs by a thread that has a filter of system calls, which they inherit. */
export interface FilteredStart {
  readonly id: number;
  readonly command: readonly string[];
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Descriptors of this process. */
  readonly stdout: number;
  readonly stderr: number;
}

/** What the thread begins with. */
export interface StarterData {
  readonly filter: Uint8Array;
  /** One number, of starts that have been carried out; -1 when there will be no more. */
  readonly starts: Int32Array<SharedArrayBuffer>;
}

export type ToStarter =
  | { readonly kind: 'start'; readonly start: FilteredStart }
  | { readonly kind: 'kill'; readonly id: number }
  /** The thread ends with the last of its programs. */
  | { readonly kind: 'close' };

export type FromStarter =
  /** It has its filter. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended'; readonly id: number; readonly code: number; readonly signalled: boolean }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
