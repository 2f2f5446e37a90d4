import { BLOBS } from './blobs.ts';

/** Stands in for decoders that Node does not have: knows the packed files of `BLOBS` and nothing else. */
function known(ending: string): (packed: Uint8Array) => Uint8Array {
  return (packed) => {
    const name = Object.keys(BLOBS).find(
      (key) => key.endsWith(ending) && Buffer.compare(BLOBS[key] ?? packed, packed) === 0,
    );
    const plain = name && BLOBS[name.slice(0, -ending.length)];
    if (!plain) throw new Error('broken');
    return plain;
  };
}

export const unpackBzip2: (packed: Uint8Array) => Uint8Array = known('.bz2');
export const unpackXz: (packed: Uint8Array) => Uint8Array = known('.xz');
