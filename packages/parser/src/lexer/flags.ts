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
  let quote = 0;
  let value = '';
  let valueStart = -1;
  let i = start;
  for (; i < to; i++) {
    let code = text.charCodeAt(i);
    if (quote === 0 && isAsciiSpace(code)) break;
    if (quote !== 0 && code === quote) {
      quote = 0;
      continue;
    }
    if (quote === 0 && (code === SINGLE || code === DOUBLE)) {
      quote = code;
      continue;
    }
    if (code === escape) {
      if (i + 1 === to) continue;
      code = text.charCodeAt(++i);
    }
    if (code >= 0x80) {
      const bytes = asBytes(text, i, quote !== 0);
      for (let n = 0; n < bytes.text.length; n++) places?.push(i);
      i += bytes.width - 1;
      value += bytes.text;
      if (bytes.endsWord) {
        i++;
        break;
      }
    } else {
      if (code === EQUALS && valueStart < 0) valueStart = i + 1;
      value += String.fromCharCode(code);
      places?.push(i);
    }
  }
  return { start, end: i, text: value, valueStart };
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
