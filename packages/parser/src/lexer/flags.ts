import { isAsciiSpace, skipAsciiSpace } from './space.ts';
import { isSpaceByte, utf8Bytes } from './utf8.ts';

const DASH = 0x2d;
const SINGLE = 0x27;
const DOUBLE = 0x22;
const EQUALS = 0x3d;

/** A flag's place in its logical line and its text with quotes and escapes resolved. */
export interface FlagWord {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Place after the `=` that ends the name; -1 without one. */
  readonly valueStart: number;
}

/**
 * Reads the flags at `from`. `next` is where the arguments begin: after the last flag or after a bare `--`.
 */
export function readFlags(
  text: string,
  from: number,
  to: number,
  escape: number,
): { readonly flags: readonly FlagWord[]; readonly next: number } {
  const flags: FlagWord[] = [];
  let i = skipAsciiSpace(text, from, to);
  while (text.charCodeAt(i) === DASH && i + 1 < to && text.charCodeAt(i + 1) === DASH) {
    const flag = readFlag(text, i, to, escape);
    i = skipAsciiSpace(text, flag.end, to);
    if (flag.text === '--') break;
    flags.push(flag);
  }
  return { flags, next: i };
}

/** Reads the flag at `start`. `places`, if given, receives the place each character of the result came from. */
export function readFlag(text: string, start: number, to: number, escape: number, places?: number[]): FlagWord {
  const plainEnd = places === undefined ? endOfPlain(text, start, to, escape) : -1;
  if (plainEnd >= 0) return plainFlag(text, start, plainEnd);
  const reader = new FlagReader(text, start, to, escape, places);
  while (reader.step()) continue;
  return { start, end: reader.at, text: reader.value, valueStart: reader.valueStart };
}

/** End of a flag that is written as it is read: no quotes, no escapes, ASCII only; -1 for any other. */
export function endOfPlain(text: string, start: number, to: number, escape: number): number {
  let i = start;
  for (; i < to; i++) {
    const code = text.charCodeAt(i);
    if (isAsciiSpace(code)) return i;
    if (code >= 0x80 || code === SINGLE || code === DOUBLE || code === escape) return -1;
  }
  return i;
}

function plainFlag(text: string, start: number, end: number): FlagWord {
  const word = text.slice(start, end);
  const equals = word.indexOf('=');
  return { start, end, text: word, valueStart: equals < 0 ? -1 : start + equals + 1 };
}

class FlagReader {
  at: number;
  value = '';
  valueStart = -1;
  readonly #text: string;
  readonly #to: number;
  readonly #escape: number;
  readonly #places: number[] | undefined;
  /** The quote that is open, or 0. */
  #quote = 0;

  constructor(text: string, start: number, to: number, escape: number, places: number[] | undefined) {
    this.at = start;
    this.#text = text;
    this.#to = to;
    this.#escape = escape;
    this.#places = places;
  }

  /** Reads one character; false at the end of the word. */
  step(): boolean {
    if (this.at >= this.#to) return false;
    const code = this.#text.charCodeAt(this.at);
    if (this.#quote === 0 ? code === SINGLE || code === DOUBLE : code === this.#quote) {
      this.#quote = this.#quote === 0 ? code : 0;
      this.at++;
      return true;
    }
    if (this.#quote === 0 && isAsciiSpace(code)) return false;
    return code === this.#escape ? this.#escaped() : this.#append(code);
  }

  /** An escape character at the very end is dropped. */
  #escaped(): boolean {
    this.at++;
    return this.at >= this.#to || this.#append(this.#text.charCodeAt(this.at));
  }

  #append(code: number): boolean {
    if (code >= 0x80) return this.#appendBytes();
    if (code === EQUALS && this.valueStart < 0) this.valueStart = this.at + 1;
    this.value += String.fromCharCode(code);
    this.#places?.push(this.at);
    this.at++;
    return true;
  }

  #appendBytes(): boolean {
    const { text, width, endsWord } = asBytes(this.#text, this.at, this.#quote !== 0);
    this.value += text;
    for (let n = 0; n < text.length; n++) this.#places?.push(this.at);
    this.at += width;
    return !endsWord;
  }
}

/**
 * BuildKit reads flags byte by byte and takes each byte of a UTF-8 sequence for a character of its own, some of them
 * (0x85, 0xA0) for white space.
 */
function asBytes(
  text: string,
  i: number,
  quoted: boolean,
): { readonly text: string; readonly width: number; readonly endsWord: boolean } {
  const point = text.codePointAt(i) ?? 0;
  const width = point > 0xffff ? 2 : 1;
  let result = '';
  for (const byte of utf8Bytes(point)) {
    if (!quoted && isSpaceByte(byte)) return { text: result, width, endsWord: true };
    result += String.fromCharCode(byte);
  }
  return { text: result, width, endsWord: false };
}
