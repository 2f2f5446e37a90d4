import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteStream, CreateHasher, Digest } from '@strake/core';
import { type Layer, type LayerIndex, verifying } from '@strake/oci';

const CHUNK = 1024 * 1024;
/** Bound on an index: some millions of entries. */
const LARGEST_INDEX = 1024 * 1024 * 1024;

/**
 * Writes a layer into the fifo `path`, for who unpacks it and has no store with it: length of the index (u32, big
 * endian), the index as JSON, the uncompressed tar.
 */
export async function writeFeed(layer: Layer, path: string, signal: AbortSignal): Promise<void> {
  await pipeline(Readable.from(feedOf(layer, signal)), createWriteStream(path), { signal });
}

/** The other end. `tar` fails at its end unless the bytes have the digest `diffId`. */
export async function readFeed(
  path: string,
  diffId: Digest,
): Promise<{ readonly index: LayerIndex; readonly tar: ByteStream }> {
  const source = createChunkReader(createReadStream(path, { highWaterMark: CHUNK }));
  const length = (await source.take(4)).readUInt32BE(0);
  if (length > LARGEST_INDEX) throw new RangeError(`a layer index of ${length} bytes`);
  const index = JSON.parse((await source.take(length)).toString('utf8')) as LayerIndex;
  return { index, tar: verifying(source.rest(), { digest: diffId }, createNodeHasher) };
}

/** As `nodeHasher` of `@strake/oci/node`, which would bring the store into a process that has none. */
const createNodeHasher: CreateHasher = () => {
  const hash = createHash('sha256');
  return { update: (chunk) => void hash.update(chunk), digest: () => `sha256:${hash.digest('hex')}` };
};

async function* feedOf(layer: Layer, signal: AbortSignal): ByteStream {
  const json = Buffer.from(JSON.stringify(await layer.index(signal)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  yield Buffer.concat([length, json]);
  yield* layer.tar(signal);
}

interface ChunkReader {
  /** The next `size` bytes. Throws when there are fewer. */
  take(size: number): Promise<Buffer>;
  rest(): ByteStream;
}

function createChunkReader(source: AsyncIterable<Buffer>): ChunkReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  return {
    async take(size) {
      const parts = [held];
      for (let have = held.length; have < size; have += parts.at(-1)?.length ?? 0) {
        const next = await chunks.next();
        if (next.done === true) throw new Error('a layer feed ends too early');
        parts.push(next.value);
      }
      const all = Buffer.concat(parts);
      held = all.subarray(size);
      return all.subarray(0, size);
    },
    async *rest() {
      yield held;
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
    },
  };
}
