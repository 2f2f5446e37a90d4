/** Rows of words of 8 bytes, one behind the other: many of them take no more than their words. */
export class Rows {
  readonly #width: number;
  #words: BigUint64Array<ArrayBuffer>;
  #count = 0;

  constructor(width: number) {
    this.#width = width;
    this.#words = new BigUint64Array(width * 16);
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** All rows; another array once rows have been added. */
  get words(): BigUint64Array<ArrayBuffer> {
    return this.#words;
  }

  /** Adds rows of zeros. The result is the place of the first one's first word. */
  add(count = 1): number {
    const at = this.#count * this.#width;
    this.#count += count;
    const needed = this.#count * this.#width;
    if (needed > this.#words.length) {
      const larger = new BigUint64Array(Math.max(this.#words.length * 2, needed));
      larger.set(this.#words);
      this.#words = larger;
    }
    return at;
  }

  /** Adds rows that are there already. */
  append(words: BigUint64Array): void {
    const at = this.add(words.length / this.#width);
    this.#words.set(words, at);
  }
}
