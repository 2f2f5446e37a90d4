import type { LayerSink } from '../indexer.ts';
import { errorOf, type FromThread, type Made, type ToThread } from './index-messages.ts';

type Block = Uint8Array<ArrayBuffer>;

/** Bytes that go to a thread at a time, and how many times that may lie there. */
const BLOCK = 512 * 1024;
const BLOCKS = 4;

/** Hands the bytes of one layer to a thread, in memory that goes back and forth. */
export class ThreadSink<T> implements LayerSink<T> {
  readonly #layer: number;
  readonly #send: (message: ToThread) => void;
  readonly #read: (made: Made) => T;
  readonly #done: () => void;
  readonly #result = Promise.withResolvers<T>();
  readonly #spare: Block[] = [];
  #made = 0;
  #block: Block | undefined;
  #filled = 0;
  #isSettled = false;
  #wake = (): void => undefined;

  /** `done` is called once. */
  constructor(layer: number, send: (message: ToThread) => void, read: (made: Made) => T, done: () => void) {
    this.#layer = layer;
    this.#send = send;
    this.#read = read;
    this.#done = done;
    this.#result.promise.catch(() => undefined);
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.byteLength; ) {
      this.#block ??= await this.#nextBlock();
      if (!this.#block) return;
      const part = chunk.subarray(at, at + BLOCK - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.byteLength;
      at += part.byteLength;
      if (this.#filled === BLOCK) this.#sendBlock();
    }
  }

  end(): Promise<T> {
    this.#sendBlock();
    if (!this.#isSettled) this.#send({ layer: this.#layer, kind: 'end' });
    return this.#result.promise;
  }

  take(message: FromThread): void {
    if (message.kind === 'spare') {
      this.#spare.push(new Uint8Array(message.memory));
      this.#wake();
    } else if (message.kind === 'failed') {
      this.#result.reject(errorOf(message.failure));
      this.#settle();
    } else {
      this.#result.resolve(this.#read(message));
      this.#settle();
    }
  }

  fail(error: Error): void {
    this.#result.reject(error);
    this.#settle();
  }

  [Symbol.dispose](): void {
    if (!this.#isSettled) this.#send({ layer: this.#layer, kind: 'drop' });
    this.fail(new Error('nobody waits for the index'));
  }

  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#wake();
    this.#done();
  }

  /** Memory to fill; undefined when nobody wants it any more. */
  async #nextBlock(): Promise<Block | undefined> {
    while (!this.#isSettled) {
      const free = this.#spare.pop();
      if (free) return free;
      if (this.#made < BLOCKS) {
        this.#made += 1;
        return new Uint8Array(BLOCK);
      }
      await new Promise<void>((awake) => (this.#wake = awake));
    }
    return undefined;
  }

  #sendBlock(): void {
    if (this.#block && this.#filled > 0 && !this.#isSettled)
      this.#send({ layer: this.#layer, kind: 'block', block: this.#block.subarray(0, this.#filled) });
    this.#block = undefined;
    this.#filled = 0;
  }
}
