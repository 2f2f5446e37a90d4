import { constants } from 'node:os';

/** The way back to who made a call. */
export interface Reply {
  /** Whether the caller is still the one that called. */
  waits(): boolean;
  /** An error's number, 0, or that the kernel can do it itself. False when nobody waits for it any more. */
  answer(errno: number | 'go on'): boolean;
}

/** What `work` gives, or the number of its error; 0 when it gives nothing. */
export function errnoOfWork(work: () => number | void): number {
  try {
    return work() ?? 0;
  } catch (error) {
    return errnoOf(error);
  }
}

/** The number of a failed call's error. */
export function errnoOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return constants.errno[code as keyof typeof constants.errno] ?? constants.errno.EPERM;
}
