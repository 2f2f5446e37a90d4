import type { DeflateRaw, ZstdCompress } from 'node:zlib';
import type { ByteStream } from '@strake/core';

/** Bytes of output per turn of a thread. */
export const PART: number = 1024 * 1024;

/** Packs one unit after another, each on its own: a block of gzip, a frame of zstd. */
export interface Packer {
  /**
   * The unit that `flush` ends, in parts that are nobody else's: the same, whatever has been packed before. Without `flush` it
   * ends with what `transform` does behind each piece.
   */
  pack(data: ByteStream, flush: number | undefined, signal: AbortSignal | undefined): Promise<readonly Uint8Array[]>;
  end(): void;
}

/** Lets units be packed, until it is disposed of. */
export interface Packers extends Disposable {
  pack(
    data: ByteStream,
    how: { readonly level: number; readonly flush: number | undefined },
    signal: AbortSignal | undefined,
  ): Promise<readonly Uint8Array[]>;
}

/**
 * Packers of one kind for all streams of the process. They have much memory, which takes long to get: up to `most` are used
 * again, and gone with the last stream.
 */
export function sharePackers(create: (level: number) => Packer, most: number): { use(): Packers } {
  const idle = new Map<number, Packer[]>();
  let users = 0;
  let count = 0;
  const take = (level: number): Packer => {
    const found = idle.get(level)?.pop();
    if (!found) count += 1;
    return found ?? create(level);
  };
  const end = (packer: Packer): void => {
    count -= 1;
    packer.end();
  };
  const pack: Packers['pack'] = async (data, { level, flush }, signal) => {
    const packer = take(level);
    try {
      const unit = await packer.pack(data, flush, signal);
      if (count > most) end(packer);
      else idle.set(level, [...(idle.get(level) ?? []), packer]);
      return unit;
    } catch (error) {
      end(packer);
      throw error;
    }
  };
  const leave = (): void => {
    users -= 1;
    if (users > 0) return;
    for (const packer of [...idle.values()].flat()) end(packer);
    idle.clear();
  };
  return {
    use: () => {
      users += 1;
      return { pack, [Symbol.dispose]: leave };
    },
  };
}

/** `transform` with chunks of `PART`; `renew` makes it forget the unit that has ended. */
export function createPacker(transform: DeflateRaw | ZstdCompress, renew?: () => void): Packer {
  let parts: Uint8Array[] = [];
  transform.on('data', (part: Uint8Array<ArrayBuffer>) => {
    parts.push(new Uint8Array(part));
    // Each part follows the one before it in memory that is not touched any more once it is full.
    if (part.byteOffset + part.byteLength === PART) part.buffer.transfer(0);
  });
  // Who waits for a piece hears of it.
  transform.on('error', () => undefined);
  const done = (begin: (ended: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())));
  return {
    pack: async (data, flush, signal) => {
      for await (const piece of data) {
        signal?.throwIfAborted();
        // Behind this, its memory may be used again.
        await done((ended) => void transform.write(piece, ended));
      }
      if (flush !== undefined) await done((ended) => transform.flush(flush, ended));
      renew?.();
      const unit = parts;
      parts = [];
      return unit;
    },
    end: () => void transform.destroy(),
  };
}
