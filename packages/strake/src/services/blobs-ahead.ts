import { type ByteStream, type Digest, untilAborted } from '@strake/core';
import type { Descriptor, ImageReader } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';

/** Blobs that are asked for before it is known what to do with them: no more is read of them than comes first. */
export interface BlobsAhead {
  /** What is announced from now on will be needed. */
  start(): void;
  over(reader: ImageReader): AnnouncedReader;
  /** Lets go of what nobody has taken. */
  close(): void;
}

/** Who reads a blob first gets what was asked for. */
export interface AnnouncedReader extends ImageReader {
  /** Asks for the first of the blobs that are not in the store, once started. What fails is said to who reads them. */
  announce(blobs: readonly Descriptor[]): void;
}

/** Each has a connection of its own. */
const MOST = 4;

export function createBlobsAhead({ content }: Pick<DiskStore, 'content'>, signal: AbortSignal): BlobsAhead {
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const asked = new Map<Digest, Asked>();
  let isStarted = false;
  const ask = (reader: ImageReader, blob: Descriptor): void => {
    if (ended.aborted || asked.size >= MOST || asked.has(blob.digest)) return;
    const rest = reader.blob(blob, ended)[Symbol.asyncIterator]();
    const first = rest.next();
    first.catch(() => {});
    asked.set(blob.digest, { first, rest });
  };
  const askMissing = async (reader: ImageReader, blobs: readonly Descriptor[]): Promise<void> => {
    for (const blob of blobs) if (!(await content.stat(blob.digest))) ask(reader, blob);
  };
  return {
    start: () => void (isStarted = true),
    over: (reader) => ({
      manifest: (manifest, abort) => reader.manifest(manifest, abort),
      announce(blobs) {
        // A store that cannot be read is told to who needs it.
        if (isStarted) askMissing(reader, blobs).catch(() => {});
      },
      blob(blob, abort) {
        const known = asked.get(blob.digest);
        asked.delete(blob.digest);
        return known ? continued(known, abort) : reader.blob(blob, abort);
      },
    }),
    close: () => stop.abort(),
  };
}

interface Asked {
  readonly first: Promise<IteratorResult<Uint8Array>>;
  readonly rest: AsyncIterator<Uint8Array>;
}

async function* continued({ first, rest }: Asked, signal: AbortSignal | undefined): ByteStream {
  try {
    let next = await untilAborted(first, signal);
    for (; !next.done; next = await untilAborted(rest.next(), signal)) yield next.value;
  } finally {
    void rest.return?.().catch(() => {});
  }
}
