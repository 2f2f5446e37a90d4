import { isSpace, skipSpace } from './space.ts';

const SINGLE = 0x27;
const DOUBLE = 0x22;
const EQUALS = 0x3d;

/** A word's place in its logical line; `equals` is the place of the first `=` in it, or -1. */
export interface ShellWord {
  readonly start: number;
  readonly end: number;
  readonly equals: number;
}

/**
 * Splits as ARG, ENV and LABEL do: at white space outside quotes, where the escape character keeps what follows it
 * (not in single quotes). An escape character at the very end is in no word.
 */
export function splitShellWords(text: string, from: number, to: number, escape: number): ShellWord[] {
  const words: ShellWord[] = [];
  for (let i = skipSpace(text, from, to); i < to; ) {
    const word = readWord(text, i, to, escape);
    if (word.end > word.start) words.push(word);
    i = skipSpace(text, word.next, to);
  }
  return words;
}

/** The first of the words that `splitShellWords` gives. */
export function firstShellWord(text: string, from: number, to: number, escape: number): ShellWord | undefined {
  const start = skipSpace(text, from, to);
  if (start >= to) return undefined;
  const word = readWord(text, start, to, escape);
  return word.end > word.start ? word : undefined;
}

function readWord(text: string, start: number, to: number, escape: number): ShellWord & { readonly next: number } {
  let quote = 0;
  let equals = -1;
  let i = start;
  for (; i < to; i++) {
    const code = text.charCodeAt(i);
    if (quote === 0 && isSpace(code)) break;
    if (code === escape && quote !== SINGLE) {
      if (i + 1 === to) return { start, end: i, equals, next: to };
      // The character after an escape has no meaning here, but `\=` still holds an equals sign.
      i++;
      if (equals < 0 && text.charCodeAt(i) === EQUALS) equals = i;
    } else if (code === quote) quote = 0;
    else if (quote === 0 && (code === SINGLE || code === DOUBLE)) quote = code;
    else if (code === EQUALS && equals < 0) equals = i;
  }
  return { start, end: i, equals, next: i };
}
