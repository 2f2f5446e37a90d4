import { isSpace } from '../lexer/space.ts';

/** A word of a split text and where its first character was read. */
export interface CollectedWord {
  readonly text: string;
  readonly start: number;
}

/** Splits expanded text into words the way BuildKit's shell lexer does. */
export class WordCollector {
  readonly words: CollectedWord[] = [];
  #buffer = '';
  #inWord = false;
  #start = 0;

  /** Text outside quotes: white space ends a word. */
  addSplit(text: string, at: number): void {
    let from = 0;
    for (let i = 0; i <= text.length; i++) {
      if (i < text.length && !isSpace(text.charCodeAt(i))) continue;
      if (i > from) this.addWhole(text.slice(from, i), Math.min(at + from, at + text.length));
      if (i < text.length && this.#inWord) this.#finish();
      from = i + 1;
    }
  }

  /** Quoted or escaped text: part of the current word whatever it holds. */
  addWhole(text: string, at: number): void {
    if (this.#buffer === '') this.#start = at;
    this.#buffer += text;
    this.#inWord = true;
  }

  /** BuildKit shares one buffer between a word and the words inside its `${…}`: entering those loses what came before. */
  forget(): void {
    this.#buffer = '';
  }

  finish(): readonly CollectedWord[] {
    this.#finish();
    return this.words;
  }

  #finish(): void {
    if (this.#buffer === '') return;
    this.words.push({ text: this.#buffer, start: this.#start });
    this.#buffer = '';
    this.#inWord = false;
  }
}
