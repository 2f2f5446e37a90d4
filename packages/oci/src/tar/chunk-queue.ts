import type { ByteStream } from '@strake/core';

/** Bytes of a chunk: hashes and files take big ones better. */
const CHUNK: number = 256 * 1024;
/** Chunks that are filled or on their way before the producer has to wait. */
const CHUNKS = 4;

/** Joins what a producer appends to chunks of a good size, and lets it wait while nobody takes them. */
export class ChunkQueue {
  readonly #reuse: boolean;
  readonly #ready: Chunk[] = [];
  readonly #spare: Uint8Array[] = [];
  /** Who waits for something to change. */
  readonly #sleepers: (() => void)[] = [];
  /** Chunks that are ready or still being looked at. */
  #waiting = 0;
  #memory: Uint8Array = NONE;
  #filled = 0;
  #ended: { readonly error: Error | undefined } | undefined;

  /** With `reuse`, a chunk's memory is used again once the next chunk has been asked for. */
  constructor(reuse: boolean) {
    this.#reuse = reuse;
  }

  /** Where the next `size` bytes go, all to be set at once; undefined where the chunk at hand has no room for them. */
  take(size: number): Uint8Array | undefined {
    const start = this.#filled;
    if (start + size > this.#memory.byteLength) return undefined;
    this.#filled += size;
    return this.#memory.subarray(start, start + size);
  }

  /** Appends a copy of the bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength; ) {
      if (this.#filled === this.#memory.byteLength) {
        this.#flush();
        await this.#room();
        this.#memory = this.#spare.pop() ?? new Uint8Array(CHUNK);
      }
      const part = bytes.subarray(at, at + this.#memory.byteLength - this.#filled);
      this.#memory.set(part, this.#filled);
      this.#filled += part.byteLength;
      at += part.byteLength;
    }
  }

  /** Appends bytes that nobody changes any more: large ones without a copy. */
  async pass(bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength < CHUNK / 4) return this.write(bytes);
    this.#flush();
    await this.#room();
    this.#push({ bytes });
  }

  /** Nothing comes any more; with an error, what has been appended is of no use. */
  end(error?: Error): void {
    this.#flush();
    this.#ended ??= { error };
    this.#wake();
  }

  /** What is appended, once. Who leaves early makes the producer fail. */
  async *chunks(): ByteStream {
    try {
      for (let chunk = await this.#next(); chunk; chunk = await this.#next()) {
        yield chunk.bytes;
        if (this.#reuse && chunk.memory) this.#spare.push(chunk.memory);
        this.#waiting -= 1;
        this.#wake();
      }
    } finally {
      this.end();
    }
  }

  async #next(): Promise<Chunk | undefined> {
    while (this.#ready.length === 0 && !this.#ended) await this.#changed();
    if (this.#ended?.error) throw this.#ended.error;
    return this.#ready.shift();
  }

  async #room(): Promise<void> {
    while (this.#waiting >= CHUNKS && !this.#ended) await this.#changed();
    if (this.#ended) throw this.#ended.error ?? new Error('nobody takes what is appended');
  }

  #flush(): void {
    if (this.#filled > 0) this.#push({ bytes: this.#memory.subarray(0, this.#filled), memory: this.#memory });
    this.#memory = NONE;
    this.#filled = 0;
  }

  #push(chunk: Chunk): void {
    this.#ready.push(chunk);
    this.#waiting += 1;
    this.#wake();
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => void this.#sleepers.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#sleepers.splice(0)) wake();
  }
}

interface Chunk {
  readonly bytes: Uint8Array;
  /** What the bytes are a part of, when it may be used again. */
  readonly memory?: Uint8Array;
}

const NONE: Uint8Array = new Uint8Array();
