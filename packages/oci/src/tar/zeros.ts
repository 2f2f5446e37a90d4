const ZEROS = new Uint8Array(64 * 1024);

/** That many zeros, in chunks that nobody may change. */
export function* zeros(size: number): Generator<Uint8Array> {
  for (let left = size; left > 0; left -= ZEROS.byteLength) yield ZEROS.subarray(0, left);
}
