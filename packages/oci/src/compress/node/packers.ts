import type { DeflateRaw, ZstdCompress } from 'node:zlib';
import { createMemories, type Memories } from './memories.ts';

/** Packs one unit after another, each on its own: a block of gzip, a frame of zstd. */
export interface Packer {
  /**
   * The unit of `data` in parts, the same whatever has been packed before: it ends with what `transform` does behind each
   * piece, and with `flush`. What fits is in `room`.
   */
  pack(data: Uint8Array, flush: number | undefined, room: Buffer): Promise<readonly Uint8Array[]>;
  /** Whether it can pack another unit. */
  readonly isReusable: boolean;
  end(): void;
}

/** What was packed. */
export interface Unit {
  readonly parts: readonly Uint8Array[];
  /** Says that nobody looks at them any more: their memory is used again. */
  release(): void;
}

/** Lets units be packed, until it is disposed of. */
export interface Packers extends Disposable {
  /** For what becomes units. */
  readonly inputs: Memories;
  pack(data: Uint8Array, how: { readonly level: number; readonly flush?: number | undefined }): Promise<Unit>;
  /** One that `make` puts into the memory that it gets. */
  unit(make: (room: Uint8Array) => Uint8Array): Unit;
}

export interface PackersOptions {
  /** Of packers, which have much memory that takes long to get: as many are used again. */
  readonly most: number;
  /** Bytes of the memory for what becomes a unit. */
  readonly input: number;
  /** Bytes of the memory for the unit. */
  readonly room: number;
}

/** Packers of one kind for all streams of the process, gone with the last stream. */
export function sharePackers(
  create: (level: number) => Packer,
  { most, input, room: size }: PackersOptions,
): { use(): Packers } {
  const idle = new Map<number, Packer[]>();
  const inputs = createMemories(input);
  const rooms = createMemories(size);
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
  const pack: Packers['pack'] = async (data, { level, flush }) => {
    const packer = take(level);
    const room = rooms.take();
    try {
      const parts = await packer.pack(data, flush, room);
      if (count > most || !packer.isReusable) end(packer);
      else idle.set(level, [...(idle.get(level) ?? []), packer]);
      return { parts, release: () => rooms.give(room) };
    } catch (error) {
      end(packer);
      throw error;
    }
  };
  const unit: Packers['unit'] = (make) => {
    const room = rooms.take();
    return { parts: [make(room)], release: () => rooms.give(room) };
  };
  const leave = (): void => {
    users -= 1;
    if (users > 0) return;
    for (const packer of [...idle.values()].flat()) end(packer);
    idle.clear();
    inputs.clear();
    rooms.clear();
  };
  return {
    use: () => {
      users += 1;
      return { inputs, pack, unit, [Symbol.dispose]: leave };
    },
  };
}

/** `transform` with chunks of a room's size; `renew` makes it forget the unit that has ended. */
export function createPacker(transform: DeflateRaw | ZstdCompress, renew?: () => void): Packer {
  let parts: Uint8Array[] = [];
  let isReusable = false;
  transform.on('data', (part: Uint8Array) => void parts.push(part));
  // Who waits for a piece hears of it.
  transform.on('error', () => undefined);
  const done = (begin: (ended: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())));
  return {
    get isReusable() {
      return isReusable;
    },
    pack: async (data, flush, room) => {
      isReusable = putInto(transform, room);
      await done((ended) => void transform.write(data, ended));
      if (flush !== undefined) await done((ended) => transform.flush(flush, ended));
      renew?.();
      const unit = parts;
      parts = [];
      return unit;
    },
    end: () => void transform.destroy(),
  };
}

/**
 * Lets what comes next be put into `room`. That part of `node:zlib` is not documented: where it is not as it was, a transform
 * has a memory of its own, which is whole for its first unit only.
 */
export function putInto(transform: object, room: Buffer): boolean {
  const output = transform as { _outBuffer?: unknown; _outOffset?: unknown; readonly _chunkSize?: unknown };
  if (!Buffer.isBuffer(output._outBuffer) || typeof output._outOffset !== 'number') return false;
  if (output._chunkSize !== room.byteLength) return false;
  output._outBuffer = room;
  output._outOffset = 0;
  return true;
}
