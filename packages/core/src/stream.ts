/** Bytes in order, chunk by chunk. Consumed at most once. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** A stream of the given chunks. */
export async function* bytes(...chunks: readonly Uint8Array[]): ByteStream {
  yield* chunks;
}

/** All bytes of `stream`. Throws a `RangeError` once more than `limit` bytes have come: outside data is bounded. */
export async function collect(stream: ByteStream, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > limit) throw new RangeError(`more than ${limit} bytes where at most ${limit} were expected`);
    chunks.push(chunk);
  }
  return join(chunks, size);
}

/** The chunks as one array. */
export function join(
  chunks: readonly Uint8Array[],
  size: number = chunks.reduce((n, c) => n + c.byteLength, 0),
): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first) return first;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
