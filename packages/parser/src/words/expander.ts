import { goQuote } from '@strake/core';
import { type Chunk, createFrame, type Frame, joinChunks, missingEnd, stopOf, unbalancedQuote } from './frame.ts';
import { nameEnd } from './name.ts';
import type { Expansion, ExpansionFault, ExpansionFaultCode, Scope } from './scope.ts';
import { replaceByPattern, type Substituted, trimByPattern } from './substitute.ts';
import type { WordCollector } from './word-collector.ts';

const DOLLAR = 0x24;
const SINGLE = 0x27;
const DOUBLE = 0x22;
const LESS = 0x3c;
const SLASH = 0x2f;
const OPEN = 0x7b;
const NO_CHAR = '\ufffd';

/** A variable reference as it stands in a text; offsets into that text. */
export interface FoundReference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly operator: string;
}

export interface ExpanderSettings {
  readonly escape: '\\' | '`';
  /** Quotes are ordinary characters. */
  readonly plainQuotes?: boolean;
  /** Quotes stay in the result (they still group). */
  readonly keepQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly keepEscapes?: boolean;
  /** References to unset variables stay in the result. */
  readonly keepUnset?: boolean;
  readonly collector?: WordCollector;
  readonly onReference?: (reference: FoundReference) => void;
}

/**
 * One expansion of one text, as BuildKit's shell lexer does it. Nesting lives in a stack of frames and output in one
 * list of chunks (a frame's output is the list's tail), so that depth costs neither call stack nor copies.
 */
export class Expander {
  readonly chunks: Chunk[] = [];
  #used: Set<string> | undefined;
  #undefinedNames: Set<string> | undefined;
  #unmatched: Set<string> | undefined;
  fault: ExpansionFault | undefined;
  readonly #text: string;
  readonly #scope: Scope;
  readonly #settings: ExpanderSettings;
  readonly #escape: number;
  readonly #stack: Frame[];
  #at = 0;
  /** Output of what has the fault begins here. */
  #faultChunk = 0;

  constructor(text: string, scope: Scope, settings: ExpanderSettings) {
    this.#text = text;
    this.#scope = scope;
    this.#settings = settings;
    this.#escape = settings.escape.charCodeAt(0);
    this.#stack = [createFrame('text', 0, 0, settings.keepEscapes === true)];
    // A byte order mark at the very start is dropped, as by Go's text/scanner.
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  run(): void {
    const length = this.#text.length;
    while (this.fault === undefined) {
      const top = this.#top();
      if (this.#at >= length) {
        if (top.kind === 'text') return;
        this.#failUnclosed(top);
      } else if (top.kind === 'quote') this.#stepQuote(top);
      else this.#stepText(top);
    }
  }

  /** Output before the first fault, or all of it. */
  outcome(): readonly Chunk[] {
    if (this.fault === undefined) return this.chunks;
    return this.chunks.slice(0, this.#stack[1]?.chunk ?? this.#faultChunk);
  }

  /** What was looked up, each name once. */
  names(): Pick<Expansion, 'undefinedNames' | 'unmatchedNames' | 'usedNames'> {
    return {
      undefinedNames: listed(this.#undefinedNames),
      unmatchedNames: listed(this.#unmatched),
      usedNames: listed(this.#used),
    };
  }

  #top(): Frame {
    return this.#stack.at(-1) as Frame;
  }

  #stepText(top: Frame): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code === stopOf(top.kind)) return this.#close(top);
    if (code === DOLLAR) return this.#dollar();
    if (code === this.#escape) return this.#escaped(top);
    if (this.#settings.plainQuotes !== true) {
      if (code === SINGLE) return this.#singleQuote(top);
      if (code === DOUBLE) return this.#openQuote(top);
    }
    if (code === LESS && top.kind === 'text' && this.#settings.collector !== undefined) return this.#less();
    this.#plain(top);
  }

  /** A run of characters that mean nothing. */
  #plain(top: Frame): void {
    const start = this.#at;
    let i = start + 1;
    while (i < this.#text.length && !this.#isSpecial(this.#text.charCodeAt(i), top.kind)) i++;
    this.#at = i;
    const run = this.#text.slice(start, i);
    this.#write(run);
    if (top.kind === 'text') this.#settings.collector?.addSplit(run, start);
  }

  #isSpecial(code: number, kind: Frame['kind']): boolean {
    return (
      code === DOLLAR ||
      code === SINGLE ||
      code === DOUBLE ||
      code === this.#escape ||
      code === stopOf(kind) ||
      (code === LESS && this.#settings.collector !== undefined)
    );
  }

  #escaped(top: Frame): void {
    const start = this.#at;
    const from = top.keepEscapes ? start : start + 1;
    const run = this.#text.slice(from, start + 2);
    this.#at = start + 2;
    if (run === '') return;
    this.#write(run);
    if (top.kind === 'text') this.#settings.collector?.addWhole(run, start);
  }

  /** `<<` keeps the blanks after it in the word: `<< EOF` is one. */
  #less(): void {
    const start = this.#at++;
    if (this.#text.charCodeAt(this.#at) === LESS) {
      this.#at++;
      while (' \t\r'.includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at++;
    }
    const run = this.#text.slice(start, this.#at);
    this.#write(run);
    this.#settings.collector?.addWhole(run, start);
  }

  #singleQuote(top: Frame): void {
    const start = this.#at;
    const end = this.#text.indexOf("'", start + 1);
    if (end < 0) {
      this.#at = this.#text.length;
      this.#faultChunk = this.chunks.length;
      return this.#fail('unbalanced-quote', unbalancedQuote('single-quote'), start);
    }
    this.#at = end + 1;
    const run =
      this.#settings.keepQuotes === true ? this.#text.slice(start, end + 1) : this.#text.slice(start + 1, end);
    this.#write(run);
    if (top.kind === 'text') this.#settings.collector?.addWhole(run, start);
  }

  #openQuote(top: Frame): void {
    this.#stack.push(createFrame('quote', this.#at, this.chunks.length, top.keepEscapes));
    this.#at++;
    if (this.#settings.keepQuotes === true) this.#write('"');
  }

  #stepQuote(top: Frame): void {
    const start = this.#at;
    const code = this.#text.charCodeAt(start);
    if (code === DOUBLE) {
      this.#at++;
      if (this.#settings.keepQuotes === true) this.#write('"');
      this.#stack.pop();
      if (this.#top().kind === 'text') this.#settings.collector?.addWhole(this.#outputOf(top), top.start);
    } else if (code === DOLLAR) this.#dollar();
    else if (code === this.#escape) this.#escapedInQuote(top);
    else {
      let i = start + 1;
      while (i < this.#text.length && !this.#endsQuotedRun(this.#text.charCodeAt(i))) i++;
      this.#at = i;
      this.#write(this.#text.slice(start, i));
    }
  }

  #endsQuotedRun(code: number): boolean {
    return code === DOUBLE || code === DOLLAR || code === this.#escape;
  }

  #escapedInQuote(top: Frame): void {
    const escape = this.#settings.escape;
    this.#at++;
    if (top.keepEscapes) this.#write(escape);
    if (this.#at >= this.#text.length) return;
    if (this.#endsQuotedRun(this.#text.charCodeAt(this.#at))) this.#write(this.#text.charAt(this.#at++));
    else this.#write(escape);
  }

  #dollar(): void {
    const start = this.#at;
    if (this.#text.charCodeAt(start + 1) === OPEN) return this.#braced(start);
    const end = nameEnd(this.#text, start + 1);
    this.#at = end;
    if (end === start + 1) return this.#deliver(start, this.chunks.length, '$', undefined);
    const name = this.#text.slice(start + 1, end);
    this.#report(name, start, end, start + 1, '');
    const value = this.#lookUp(name, '');
    if (value === undefined && this.#settings.keepUnset === true)
      this.#deliver(start, this.chunks.length, `$${name}`, undefined);
    else this.#deliver(start, this.chunks.length, value ?? '', name);
  }

  #braced(start: number): void {
    const text = this.#text;
    this.#faultChunk = this.chunks.length;
    this.#at = start + 2;
    if (this.#at >= text.length) return this.#fail('unterminated-substitution', "syntax error: missing '}'", start);
    if ('{}:'.includes(text.charAt(this.#at)))
      return this.#fail('bad-substitution', 'syntax error: bad substitution', start);
    const end = nameEnd(text, this.#at);
    const name = text.slice(this.#at, end);
    this.#at = end;
    const sign = this.#nextChar();
    if (sign === '}') {
      this.#report(name, start, this.#at, start + 2, '');
      const value = this.#lookUp(name, '');
      if (value === undefined && this.#settings.keepUnset === true)
        this.#deliver(start, this.chunks.length, text.slice(start, this.#at), undefined);
      else this.#deliver(start, this.chunks.length, value ?? '', name);
    } else this.#operator(start, name, sign);
  }

  #operator(start: number, name: string, sign: string): void {
    let operator = sign;
    if (sign === ':') operator += this.#nextChar();
    if (operator === ':#' || operator === ':%') return this.#failModifier(operator, start);
    if (sign === '/') {
      if (this.#text.charCodeAt(this.#at) === SLASH) {
        operator = '//';
        this.#at++;
      }
    } else if (!':+-?#%'.includes(sign)) return this.#failModifier(operator, start);
    const keep = sign === '/' || sign === '#' || sign === '%';
    const opened = createFrame(sign === '/' ? 'pattern' : 'word', start, this.chunks.length, keep, name, operator);
    this.#stack.push(opened);
    this.#settings.collector?.forget();
  }

  #nextChar(): string {
    if (this.#at >= this.#text.length) return NO_CHAR;
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    this.#at += char.length;
    return char;
  }

  /** The stop character of a word inside `${…}` is here. */
  #close(top: Frame): void {
    this.#at++;
    this.#settings.collector?.forget();
    if (top.kind === 'pattern') {
      top.pattern = this.#outputOf(top);
      this.chunks.length = top.chunk;
      top.kind = 'replacement';
      return;
    }
    this.#stack.pop();
    this.#faultChunk = top.chunk;
    this.#report(top.name, top.start, this.#at, top.start + 2, top.operator);
    const value = this.#lookUp(top.name, top.operator);
    if (value === undefined && this.#settings.keepUnset === true) {
      const before = top.kind === 'replacement' ? `/${top.pattern}/` : top.operator;
      this.#deliver(top.start, top.chunk, `\${${top.name}${before}${this.#outputOf(top)}}`, undefined);
    } else this.#apply(top, value);
  }

  #apply(top: Frame, value: string | undefined): void {
    const { name, operator } = top;
    const absent = value === undefined || (operator.startsWith(':') && value === '');
    switch (operator) {
      case '-':
      case ':-':
        return absent ? this.#settle(top.start, top.chunk) : this.#deliver(top.start, top.chunk, value, name);
      case '+':
      case ':+':
        return absent ? this.#deliver(top.start, top.chunk, '', name) : this.#settle(top.start, top.chunk);
      case '?':
      case ':?': {
        if (!absent) return this.#deliver(top.start, top.chunk, value, name);
        const reason = this.#outputOf(top) || `is not allowed to be ${value === undefined ? 'unset' : 'empty'}`;
        return this.#fail('variable-required', `${name}: ${reason}`, top.start);
      }
      case '#':
      case '%':
        return this.#substituted(top, trimByPattern(operator, this.#outputOf(top), value ?? ''));
      case '/':
      case '//':
        return this.#substituted(
          top,
          replaceByPattern(value ?? '', top.pattern, this.#outputOf(top), operator === '//'),
        );
      default:
        return this.#failModifier(operator, top.start);
    }
  }

  #substituted(top: Frame, result: Substituted): void {
    if ('fault' in result) this.#fail('invalid-pattern', result.fault, top.start);
    else this.#deliver(top.start, top.chunk, result.value, top.name);
  }

  #lookUp(name: string, operator: string): string | undefined {
    (this.#used ??= new Set()).add(name);
    const value = this.#scope.get(name);
    if (value === undefined) {
      (this.#unmatched ??= new Set()).add(name);
      if (!operator.endsWith('-') && !operator.endsWith('+')) (this.#undefinedNames ??= new Set()).add(name);
    }
    return value;
  }

  #report(name: string, start: number, end: number, nameStart: number, operator: string): void {
    this.#settings.onReference?.({ name, start, end, nameStart, operator });
  }

  /** Replaces the output from `chunk` on by one piece. */
  #deliver(start: number, chunk: number, text: string, variable: string | undefined): void {
    this.chunks.length = chunk;
    if (text !== '') this.chunks.push({ text, variable });
    this.#settle(start, chunk);
  }

  /** A `$…` is done and its output is in place. */
  #settle(start: number, chunk: number): void {
    if (this.#top().kind === 'text') this.#settings.collector?.addSplit(joinChunks(this.chunks, chunk), start);
  }

  #write(text: string): void {
    const last = this.chunks.at(-1);
    if (last !== undefined && last.variable === undefined && this.chunks.length > this.#top().chunk) last.text += text;
    else this.chunks.push({ text, variable: undefined });
  }

  #outputOf(top: Frame): string {
    return joinChunks(this.chunks, top.chunk);
  }

  #failUnclosed(top: Frame): void {
    if (top.kind === 'quote') this.#fail('unbalanced-quote', unbalancedQuote('double-quote'), top.start);
    else this.#fail('unterminated-substitution', missingEnd(top), top.start);
  }

  #failModifier(operator: string, start: number): void {
    this.#fail('unsupported-modifier', `unsupported modifier (${operator}) in substitution`, start);
  }

  /** A fault at the end of the text shows as a missing end of the outermost `${`. */
  #fail(code: ExpansionFaultCode, message: string, start: number): void {
    const outer =
      this.#at >= this.#text.length ? this.#stack.find((f) => f.kind !== 'text' && f.kind !== 'quote') : undefined;
    this.fault = {
      code: outer === undefined ? code : 'unterminated-substitution',
      message: `failed to process ${goQuote(this.#text)}: ${outer === undefined ? message : missingEnd(outer)}`,
      start: outer?.start ?? start,
      end: this.#at,
    };
  }
}

const NOTHING: readonly string[] = [];

function listed(names: ReadonlySet<string> | undefined): readonly string[] {
  return names === undefined ? NOTHING : [...names];
}
