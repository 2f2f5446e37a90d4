import { type ByteStream, bytes } from '@strake/core';

/** Bytes of a tar that are kept in memory, at most. */
const MOST = 16 * 1024 * 1024;

/** A tar that is kept as it passes, for who reads it once more. */
export interface KeptTar {
  /** The same stream. What passed before is forgotten. */
  pass(tar: ByteStream): ByteStream;
  /** What passed, once it did to its end; undefined when it was too much, or nothing passed. */
  again(): ByteStream | undefined;
}

export function keepTar(most: number = MOST): KeptTar {
  let kept: readonly Uint8Array[] | undefined;
  return {
    async *pass(tar) {
      kept = undefined;
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of tar) {
        size += chunk.byteLength;
        if (size <= most) chunks.push(chunk);
        else chunks.length = 0;
        yield chunk;
      }
      if (size <= most) kept = chunks;
    },
    again: () => kept && bytes(...kept),
  };
}
