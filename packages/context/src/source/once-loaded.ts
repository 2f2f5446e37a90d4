import { abortReason } from '@strake/core';
import type { ContextSource, ContextTree } from '../source.ts';

/** A source whose whole tree is made at the first `load`, and again only if that failed. */
export function onceLoaded(
  name: string,
  read: (signal: AbortSignal | undefined) => Promise<ContextTree>,
): ContextSource {
  let tree: Promise<ContextTree> | undefined;
  return {
    name,
    load(_selections, signal) {
      if (signal?.aborted) return Promise.reject(abortReason(signal));
      return (tree ??= read(signal).catch((error: unknown) => {
        tree = undefined;
        throw error;
      }));
    },
  };
}
