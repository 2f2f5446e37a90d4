import { matchDirective } from '../directives.ts';
import { continuationAt, trimReturns } from '../ast/source.ts';
import type { Comment, Directive, Heredoc } from '../ast/nodes.ts';
import { CommentNode } from '../ast/simple-nodes.ts';
import type { Fault } from '../fault.ts';
import { findHeredocs, type HeredocWord } from '../heredoc.ts';
import { joinedLine, type LogicalLine, singleLine } from './logical-line.ts';
import { skipSpace, trimSpaceEnd } from './space.ts';
import { HeredocToken, SourceToken } from './token-types.ts';
import { NO_COMMENTS, type TokenizedLine, tokenizeLine } from './tokenize.ts';

/** BuildKit reads lines of at most this many bytes. */
const MAX_LINE = 65_535;
const HASH = 0x23;
const BOM = 0xfeff;

/**
 * Reads a Dockerfile instruction by instruction. It has state because the language has: an escape directive changes how
 * lines continue, and a heredoc on one line decides what the next lines are.
 */
export class FileLexer {
  readonly source: { readonly text: string; escape: '\\' | '`' };
  readonly directives: Directive[] = [];
  readonly comments: Comment[] = [];
  readonly faults: Fault[] = [];
  /** Lines read so far: as BuildKit counts, without an empty one after the last line break. */
  line = 0;
  readonly #text: string;
  #pos = 0;
  #docs: Comment[] = [];
  #directivesOver = false;
  /** End of the line read last. */
  #lastEnd = 0;
  /** The last empty line inside the instruction at hand. */
  #emptyLine = -1;

  constructor(text: string, escape: '\\' | '`') {
    this.source = { text, escape };
    this.#text = text;
  }

  /** Tokens of the next instruction; undefined at the end of the file. */
  next(): TokenizedLine | undefined {
    while (this.#pos < this.#text.length) {
      const lineStart = this.#pos === 0 && this.#text.charCodeAt(0) === BOM ? 1 : this.#pos;
      const lineEnd = this.#readLine();
      const start = skipSpace(this.#text, lineStart, lineEnd);
      if (start >= lineEnd) this.#directivesOver = true;
      else if (this.#text.charCodeAt(start) === HASH) this.#comment(lineStart, start, lineEnd);
      else return this.#instruction(start, lineEnd);
    }
    return undefined;
  }

  /** Moves to the next line and gives the end of this one, without its line break. */
  #readLine(): number {
    const start = this.#pos;
    const found = this.#text.indexOf('\n', start);
    const end = found < 0 ? this.#text.length : found;
    this.#pos = found < 0 ? end : found + 1;
    this.line++;
    if (end - start > MAX_LINE / 3) this.#checkLength(start, end);
    this.#lastEnd = trimReturns(this.#text, start, end);
    return this.#lastEnd;
  }

  #checkLength(start: number, end: number): void {
    if (utf8Length(this.#text, start, end) <= MAX_LINE) return;
    const message = `dockerfile line greater than max allowed size of ${MAX_LINE}`;
    this.faults.push({ code: 'line-too-long', message, start, end });
  }

  #comment(lineStart: number, start: number, end: number): void {
    if (!this.#directivesOver && this.#directive(start, end)) return;
    this.#directivesOver = true;
    const comment = this.#addComment(start, end);
    // BuildKit cuts off the first character of the line, whatever it is: only an unindented bare `#` is empty to it.
    if (start === lineStart && comment.end === start + 1) this.#docs = [];
    else this.#docs.push(comment);
  }

  #addComment(start: number, end: number): Comment {
    const comment = new CommentNode(this.source, start, trimSpaceEnd(this.#text, start, end));
    this.comments.push(comment);
    return comment;
  }

  #directive(start: number, end: number): boolean {
    const match = matchDirective(this.#text, start + 1, end);
    if (match === undefined) return false;
    const { name, value, valueStart, valueEnd } = match;
    if (name !== 'syntax' && name !== 'escape' && name !== 'check') return false;
    if (this.directives.some((directive) => directive.name === name)) {
      const message = `only one ${name} parser directive can be used`;
      this.faults.push({ code: 'duplicate-directive', message, start, end: valueEnd });
    } else if (name === 'escape') this.#setEscape(value, valueStart, valueEnd);
    this.directives.push({ kind: 'directive', start, end: valueEnd, name, value, valueStart, valueEnd });
    return true;
  }

  #setEscape(value: string, start: number, end: number): void {
    if (value === '\\' || value === '`') this.source.escape = value;
    else {
      const message = `invalid escape token '${value}' does not match \` or \\`;
      this.faults.push({ code: 'invalid-escape-directive', message, start, end });
    }
  }

  #instruction(start: number, firstEnd: number): TokenizedLine {
    this.#directivesOver = true;
    const startLine = this.line - 1;
    const escape = this.source.escape.charCodeAt(0);
    const mark = continuationAt(this.#text, start, firstEnd, escape);
    let end = firstEnd;
    let line: LogicalLine;
    if (mark < 0) line = singleLine(this.#text, start, firstEnd);
    else {
      const joined = this.#joinLines(start, mark, escape);
      line = joined.line;
      end = joined.end;
    }
    const place = { triggerText: '', end, startLine, endLine: this.line - 1, docs: this.#takeDocs() };
    const tokenized = tokenizeLine(line, this.source.escape, place);
    if (this.#emptyLine >= 0) this.#warnOfEmptyLine(line);
    if (tokenized.fault !== undefined) this.faults.push(tokenized.fault);
    else if (canHoldHeredoc(tokenized)) {
      this.#heredocs(line, tokenized);
      place.end = this.#lastEnd;
      place.endLine = this.line - 1;
    }
    return tokenized;
  }

  #takeDocs(): readonly Comment[] {
    if (this.#docs.length === 0) return NO_COMMENTS;
    // A copy has no spare room.
    const docs = this.#docs.slice();
    this.#docs = [];
    return docs;
  }

  #joinLines(start: number, mark: number, escape: number): { line: LogicalLine; end: number } {
    const text = this.#text;
    const logical: number[] = [];
    const source: number[] = [];
    let joined = '';
    let end = mark + 1;
    const add = (from: number, to: number): void => {
      if (to === from) return;
      logical.push(joined.length);
      source.push(from);
      joined += text.slice(from, to);
    };
    add(start, mark);
    for (let isOpen = true; isOpen && this.#pos < text.length; ) {
      const lineStart = this.#pos;
      end = this.#readLine();
      const first = skipSpace(text, lineStart, end);
      if (first === end) this.#emptyLine = lineStart;
      else if (text.charCodeAt(first) === HASH) this.#addComment(first, end);
      else {
        const next = continuationAt(text, lineStart, end, escape);
        isOpen = next >= 0;
        add(lineStart, isOpen ? next : end);
      }
    }
    return { line: joinedLine(joined, logical, source, start), end };
  }

  #warnOfEmptyLine(line: LogicalLine): void {
    const message = `Empty continuation line found in: ${line.text}`;
    this.faults.push({ code: 'empty-continuation', message, start: this.#emptyLine, end: this.#emptyLine });
    this.#emptyLine = -1;
  }

  #heredocs(line: LogicalLine, tokenized: TokenizedLine): void {
    const text = line.text.slice(line.from, line.to);
    const words = text.includes('<<') ? findHeredocs(text) : [];
    if ('fault' in words) {
      const message = words.fault;
      this.faults.push({ code: 'invalid-heredoc', message, start: line.at(line.from), end: line.endAt(line.to) });
      return;
    }
    for (const word of words) {
      const from = line.from + word.start;
      const start = line.at(from);
      const end = Math.max(start, line.endAt(Math.min(from + word.length, line.to)));
      tokenized.tokens.push(new SourceToken(HeredocToken, start, end, this.#body(word, start, end)));
    }
  }

  /** Reads the body that follows, and its terminator. */
  #body(word: HeredocWord, start: number, end: number): Heredoc {
    const text = this.#text;
    const bodyStart = this.#pos;
    let bodyEnd = text.length;
    let terminatorStart = bodyEnd;
    let terminatorEnd = bodyEnd;
    let isClosed = false;
    while (!isClosed && this.#pos < text.length) {
      const lineStart = this.#pos;
      const lineEnd = this.#readLine();
      const first = word.chomp ? skipTabs(text, lineStart, lineEnd) : lineStart;
      if (lineEnd - first !== word.name.length || !text.startsWith(word.name, first)) continue;
      isClosed = true;
      bodyEnd = lineStart;
      terminatorStart = first;
      terminatorEnd = lineEnd;
    }
    const { name, fd, expand, chomp } = word;
    const hint = `a line that is ${name} and nothing else must end it: blanks before or after count`;
    if (!isClosed)
      this.faults.push({ code: 'unterminated-heredoc', message: 'unterminated heredoc', start, end, hint });
    const content = text.slice(bodyStart, bodyEnd);
    return {
      kind: 'heredoc',
      start,
      end,
      name,
      fd,
      expand,
      chomp,
      content,
      bodyStart,
      bodyEnd,
      terminatorStart,
      terminatorEnd,
    };
  }
}

/** RUN, COPY and ADD in shell form, also as a trigger of ONBUILD. */
function canHoldHeredoc({ heads, isJson }: TokenizedLine): boolean {
  if (isJson || heads.length > 2) return false;
  const name = heads[heads.length - 1]?.name;
  return name === 'run' || name === 'copy' || name === 'add';
}

function skipTabs(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && text.charCodeAt(i) === 0x09) i++;
  return i;
}

function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else bytes += code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return bytes;
}
