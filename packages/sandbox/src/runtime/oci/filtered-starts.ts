/** Starts of programs by a thread that has a filter of system calls, which they inherit. */
export interface FilteredStart {
  readonly id: number;
  readonly command: readonly string[];
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Descriptors of this process, which stay open until the answer. */
  readonly stdout: number;
  readonly stderr: number;
}

export type ToStarter =
  | { readonly kind: 'start'; readonly start: FilteredStart }
  | { readonly kind: 'kill'; readonly id: number }
  /** The thread ends with the last of its programs. */
  | { readonly kind: 'close' };

export type FromStarter =
  /** Or it could not be; then its end says why. */
  | { readonly kind: 'started'; readonly id: number }
  | { readonly kind: 'ended'; readonly id: number; readonly code: number; readonly signalled: boolean }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
