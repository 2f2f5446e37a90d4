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

  /** All rows; another array once a row has been added. */
  get words(): BigUint64Array<ArrayBuffer> {
    return this.#words;
  }

  /** Adds a row of zeros. The result is the place of its first word. */
  add(): number {
    const at = this.#count * this.#width;
    this.#count += 1;
    if (at + this.#width > this.#words.length) {
      const larger = new BigUint64Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    return at;
  }
}
