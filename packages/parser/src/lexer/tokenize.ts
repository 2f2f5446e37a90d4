import { goQuote } from '@strake/core';
import type { Fault } from '../fault.ts';
import { instructionName } from '../keywords.ts';
import type { Comment, Flag, InstructionName } from '../ast/nodes.ts';
import { readFlags } from './flags.ts';
import { type JsonString, readJsonArray } from './json-array.ts';
import type { LogicalLine } from './logical-line.ts';
import { firstShellWord, splitShellWords } from './shell-words.ts';
import { findBlank, isAsciiSpace, skipAsciiSpace, skipBlank, skipSpace, trimSpaceEnd } from './space.ts';
import {
  ArrayClose,
  ArrayOpen,
  AsToken,
  AssignmentToken,
  CheckCmd,
  CheckNone,
  FlagToken,
  KEYWORD_TOKENS,
  NameToken,
  RestToken,
  SourceToken,
  StringToken,
  UnknownKeyword,
  WordToken,
} from './token-types.ts';
import { isSpaceByte, utf8Bytes } from './utf8.ts';

const NO_FLAGS: readonly Flag[] = [];
export const NO_COMMENTS: readonly Comment[] = [];

/** What the lexer knows of an instruction apart from its arguments. Source offsets. */
export interface InstructionHead {
  readonly name: InstructionName | undefined;
  readonly start: number;
  readonly keywordEnd: number;
  readonly flags: readonly Flag[];
  /** Place of the arguments: after the flags, without the blanks around. */
  readonly textStart: number;
  readonly textEnd: number;
  readonly docs: readonly Comment[];
  readonly place: LinePlace;
  /** Whether this is what an ONBUILD triggers. */
  readonly isTrigger: boolean;
}

/** Where an instruction stands in its file. Its end is final once its heredocs are read. */
export interface LinePlace {
  end: number;
  readonly startLine: number;
  endLine: number;
  readonly docs: readonly Comment[];
  /** Of ONBUILD: all of the line after the keyword. */
  triggerText: string;
}

/** Tokens of one instruction, and what keeps BuildKit's line parser from taking it. */
export interface TokenizedLine {
  readonly tokens: SourceToken[];
  /** One per keyword: several for ONBUILD, outermost first. */
  readonly heads: readonly InstructionHead[];
  readonly isJson: boolean;
  readonly fault: Fault | undefined;
}

/** Cuts one logical line into tokens. */
export function tokenizeLine(line: LogicalLine, escape: '\\' | '`', place: LinePlace): TokenizedLine {
  return new LineTokenizer(line, escape.charCodeAt(0), place).run();
}

class LineTokenizer {
  readonly #line: LogicalLine;
  readonly #escape: number;
  readonly #place: LinePlace;
  readonly #tokens: SourceToken[] = [];
  readonly #heads: InstructionHead[] = [];
  #isJson = false;
  #fault: Fault | undefined;

  constructor(line: LogicalLine, escape: number, place: LinePlace) {
    this.#line = line;
    this.#escape = escape;
    this.#place = place;
  }

  run(): TokenizedLine {
    const { text, to } = this.#line;
    const end = trimSpaceEnd(text, this.#line.from, to);
    let from = skipSpace(text, this.#line.from, end);
    while (from >= 0) from = this.#instruction(from, end);
    return { tokens: this.#tokens, heads: this.#heads, isJson: this.#isJson, fault: this.#fault };
  }

  /** One keyword with what follows; gives the place of the next keyword after ONBUILD, else -1. */
  #instruction(from: number, to: number): number {
    const { text } = this.#line;
    const keywordEnd = findBlank(text, from, to);
    const name = instructionName(text.slice(from, keywordEnd));
    let args = skipBlank(text, keywordEnd, to);
    let flags = NO_FLAGS;
    if (text.charCodeAt(args) === 0x2d && text.charCodeAt(args + 1) === 0x2d && args + 1 < to) {
      const read = readFlags(text, args, to, this.#escape);
      flags = read.flags.map((flag) => this.#flag(flag));
      args = read.next;
    }
    args = skipSpace(text, args, to);
    this.#head(name, from, keywordEnd, flags, args, to);
    if (name === 'onbuild') {
      if (this.#heads.length === 1) this.#place.triggerText = this.#triggerText();
      return args < to ? args : -1;
    }
    if (name !== undefined && args < to) this.#arguments(name, args, to);
    return -1;
  }

  #triggerText(): string {
    const { text, from, to } = this.#line;
    return text.slice(from, to).replace(/^[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*/i, '');
  }

  #head(
    name: InstructionName | undefined,
    from: number,
    keywordEnd: number,
    flags: readonly Flag[],
    args: number,
    to: number,
  ): void {
    const line = this.#line;
    const start = line.at(from);
    const end = line.endAt(keywordEnd);
    const head: InstructionHead = {
      name,
      start,
      keywordEnd: end < start ? start : end,
      flags,
      textStart: args < to ? line.at(args) : line.endAt(to),
      textEnd: line.endAt(to),
      docs: this.#heads.length === 0 ? this.#place.docs : NO_COMMENTS,
      place: this.#place,
      isTrigger: this.#heads.length > 0,
    };
    this.#heads.push(head);
    const type = name === undefined ? UnknownKeyword : KEYWORD_TOKENS[name];
    this.#tokens.push(new SourceToken(type, start, head.keywordEnd, head));
    for (const flag of flags) this.#tokens.push(new SourceToken(FlagToken, flag.start, flag.end, flag));
  }

  #flag(word: { start: number; end: number; text: string; valueStart: number }): Flag {
    const line = this.#line;
    const equals = word.text.indexOf('=');
    const start = line.at(word.start);
    const end = line.endAt(word.end);
    const valueStart = word.valueStart < 0 || word.valueStart >= word.end ? end : line.at(word.valueStart);
    return {
      kind: 'flag',
      start,
      end,
      name: word.text.slice(2, equals < 0 ? undefined : equals),
      value: equals < 0 ? undefined : word.text.slice(equals + 1),
      valueStart,
      valueEnd: end,
    };
  }

  #arguments(name: Exclude<InstructionName, 'onbuild'>, from: number, to: number): void {
    switch (name) {
      case 'run':
      case 'cmd':
      case 'entrypoint':
      case 'shell':
        return this.#command(from, to);
      case 'add':
      case 'copy':
      case 'volume':
        return this.#array(from, to) ? undefined : this.#words(from, to);
      case 'from':
      case 'expose':
        return this.#words(from, to, name === 'from');
      case 'env':
      case 'label':
        return this.#pairs(name, from, to);
      case 'arg':
        return this.#declarations(from, to);
      case 'healthcheck':
        return this.#healthcheck(from, to);
      case 'maintainer':
      case 'stopsignal':
      case 'user':
      case 'workdir':
        return this.#push(RestToken, from, to, undefined);
    }
  }

  #push(type: SourceToken['tokenType'], from: number, to: number, payload: unknown): void {
    const start = this.#line.at(from);
    const end = this.#line.endAt(to);
    this.#tokens.push(new SourceToken(type, start, end < start ? start : end, payload));
  }

  #command(from: number, to: number): void {
    if (!this.#array(from, to)) this.#push(RestToken, from, to, undefined);
  }

  /** A JSON array, if there is one; a fault if it holds anything but strings. */
  #array(from: number, to: number): boolean {
    const { text } = this.#line;
    if (text.charCodeAt(from) !== 0x5b) return false;
    const array = readJsonArray(text, from, to);
    if (array === undefined) return false;
    if (array === 'mixed') {
      this.#fail(
        'json-not-strings',
        'when using JSON array syntax, arrays must be comprised of strings only',
        from,
        to,
      );
      return true;
    }
    this.#isJson = true;
    this.#push(ArrayOpen, from, from + 1, undefined);
    for (const string of array.strings) this.#string(string);
    this.#push(ArrayClose, array.end - 1, array.end, undefined);
    return true;
  }

  #string(string: JsonString): void {
    this.#push(StringToken, string.start, string.end, string.value);
  }

  #words(from: number, to: number, isFrom = false): void {
    const { text } = this.#line;
    const first = this.#tokens.length;
    for (let i = from; i < to; ) {
      const end = findBlank(text, i, to);
      this.#push(WordToken, i, end, undefined);
      i = skipBlank(text, end, to);
    }
    const as = this.#tokens[first + 1];
    if (!isFrom || this.#tokens.length !== first + 3 || as === undefined) return;
    const second = skipBlank(text, findBlank(text, from, to), to);
    if (text.slice(second, findBlank(text, second, to)).toUpperCase() === 'AS')
      this.#tokens[first + 1] = new SourceToken(AsToken, as.startOffset, as.end, undefined);
  }

  #pairs(name: 'env' | 'label', from: number, to: number): void {
    const { text } = this.#line;
    const first = firstShellWord(text, from, to, this.#escape);
    if (first === undefined) return;
    if (first.equals < 0) return this.#legacyPair(name, from, to);
    for (const word of splitShellWords(text, from, to, this.#escape)) {
      if (word.equals < 0) {
        const quoted = goQuote(text.slice(word.start, word.end));
        const message = `Syntax error - can't find = in ${quoted}. Must be of the form: name=value`;
        this.#push(NameToken, word.start, word.end, undefined);
        this.#fail('missing-equals', message, word.start, word.end);
      } else this.#assignment(word.start, word.equals, word.end);
    }
  }

  #legacyPair(name: 'env' | 'label', from: number, to: number): void {
    const end = findBlank(this.#line.text, from, to);
    this.#push(NameToken, from, end, undefined);
    const value = skipBlank(this.#line.text, end, to);
    if (value < to) this.#push(RestToken, value, to, undefined);
    else {
      const keyword = name.toUpperCase();
      this.#fail('missing-value', `${keyword} must have two arguments`, from, to, `write ${keyword} NAME=VALUE`);
    }
  }

  #declarations(from: number, to: number): void {
    for (const word of splitShellWords(this.#line.text, from, to, this.#escape)) {
      if (word.equals < 0) this.#push(NameToken, word.start, word.end, undefined);
      else this.#assignment(word.start, word.equals, word.end);
    }
  }

  /** The payload is where the key ends and where the value begins. */
  #assignment(start: number, equals: number, end: number): void {
    const line = this.#line;
    const keyEnd = equals > start ? line.endAt(equals) : line.at(start);
    const valueStart = equals + 1 < end ? line.at(equals + 1) : line.endAt(end);
    this.#push(AssignmentToken, start, end, { keyEnd, valueStart });
  }

  /** The type word is cut off byte by byte: a space byte inside a character ends it too, as if after the character. */
  #healthcheck(from: number, to: number): void {
    const { text } = this.#line;
    let end = from;
    let hasSpaceByte = false;
    while (end < to && !hasSpaceByte && !isAsciiSpace(text.charCodeAt(end))) {
      const point = text.codePointAt(end) ?? 0;
      hasSpaceByte = point >= 0x80 && isSpaceByte(utf8Bytes(point).at(-1) ?? 0);
      end += point > 0xffff ? 2 : 1;
    }
    const type = text.slice(from, end).toUpperCase();
    this.#push(type === 'CMD' ? CheckCmd : type === 'NONE' ? CheckNone : WordToken, from, end, undefined);
    const rest = skipAsciiSpace(text, end, to);
    const array = skipSpace(text, rest, to);
    if (rest < to && !this.#array(array, to)) this.#push(RestToken, rest, to, undefined);
  }

  #fail(code: Fault['code'], message: string, from: number, to: number, hint?: string): void {
    this.#fault ??= { code, message, start: this.#line.at(from), end: this.#line.endAt(to), hint };
  }
}
