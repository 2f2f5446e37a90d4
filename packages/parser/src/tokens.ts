import type { Offset } from '@strake/core';
import { heredocsOf } from './ast/heredocs-of.ts';
import type { Command, Instruction } from './ast/nodes.ts';
import { continuationAt, trimReturns } from './ast/source.ts';
import { isSpace, skipSpace } from './lexer/space.ts';
import type { ParseResult } from './parse-result.ts';

/** What a piece of text is. The first five are trivia: they can change without changing what the file builds. */
export type TokenKind =
  | 'byte-order-mark'
  | 'whitespace'
  | 'newline'
  | 'comment'
  | 'continuation'
  | 'directive'
  | 'keyword'
  | 'flag'
  | 'word'
  | 'name'
  | 'value'
  | 'operator'
  | 'punctuation'
  | 'string'
  | 'shell'
  | 'heredoc-start'
  | 'heredoc-body'
  | 'heredoc-end'
  | 'text';

/** A piece of a file. Offsets into the text, exclusive end. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: Offset;
  readonly end: Offset;
  readonly text: string;
}

const TRIVIA: ReadonlySet<TokenKind> = new Set(['byte-order-mark', 'whitespace', 'newline', 'comment', 'continuation']);

/** Whether a token says nothing to the builder (directives do). */
export function isTrivia(token: Token): boolean {
  return TRIVIA.has(token.kind);
}

/** All of a file as tokens, without gaps or overlaps: joined, they are its text. */
export function tokens(result: ParseResult): readonly Token[] {
  return new Tokenizer(result).run();
}

interface Leaf {
  readonly kind: TokenKind;
  readonly start: Offset;
  readonly end: Offset;
}

class Tokenizer {
  readonly #text: string;
  readonly #escape: number;
  readonly #result: ParseResult;
  readonly #tokens: Token[] = [];
  readonly #commentEnds: ReadonlyMap<Offset, Offset>;
  #at = 0;

  constructor(result: ParseResult) {
    this.#result = result;
    this.#text = result.text;
    this.#escape = result.ast.escape.charCodeAt(0);
    this.#commentEnds = new Map(result.ast.comments.map((comment) => [comment.start, comment.end]));
  }

  run(): readonly Token[] {
    const { directives, instructions } = this.#result.ast;
    if (this.#text.startsWith('\ufeff')) this.#push('byte-order-mark', 1);
    for (const directive of directives) this.#leaf({ kind: 'directive', start: directive.start, end: directive.end });
    for (const instruction of instructions) this.#instruction(instruction);
    this.#fill(this.#text.length, 'text');
    return this.#tokens;
  }

  #instruction(node: Instruction): void {
    this.#fill(node.start, 'text');
    const loose = looseKind(node);
    for (const leaf of leavesOf(node)) {
      this.#fill(leaf.start, loose);
      this.#leaf(leaf);
    }
    const bodies = heredocsOf(node);
    this.#fill(bodies[0]?.bodyStart ?? node.end, loose);
    for (const heredoc of bodies) {
      this.#fill(heredoc.bodyStart, 'text');
      this.#push('heredoc-body', heredoc.bodyEnd);
      this.#fill(heredoc.terminatorStart, 'text');
      this.#push('heredoc-end', heredoc.terminatorEnd);
    }
  }

  #push(kind: TokenKind, end: Offset): void {
    if (end <= this.#at) return;
    this.#tokens.push({ kind, start: this.#at, end, text: this.#text.slice(this.#at, end) });
    this.#at = end;
  }

  /** A leaf that goes over several lines is one token for each line. */
  #leaf({ kind, start, end }: Leaf): void {
    this.#fill(start, 'text');
    while (this.#at < end) {
      const found = this.#text.slice(this.#at, end).indexOf('\n');
      if (found < 0) return this.#push(kind, end);
      const lineStart = this.#at;
      const lineBreak = lineStart + found;
      const lineEnd = trimReturns(this.#text, lineStart, lineBreak);
      const first = skipSpace(this.#text, lineStart, lineEnd);
      if (first < lineEnd && !this.#commentEnds.has(first)) {
        const mark = continuationAt(this.#text, lineStart, lineEnd, this.#escape);
        this.#push(kind, mark < 0 ? lineEnd : mark);
      }
      this.#fill(lineBreak + 1, kind);
    }
  }

  /** What stands between leaves. */
  #fill(end: Offset, loose: TokenKind): void {
    while (this.#at < end) {
      const code = this.#text.charCodeAt(this.#at);
      const commentEnd = this.#commentEnds.get(this.#at);
      if (commentEnd !== undefined) this.#push('comment', commentEnd);
      else if (code === 0x0a) this.#push('newline', this.#at + 1);
      else if (isSpace(code)) this.#space(end);
      else this.#sign(code, end, loose);
    }
  }

  #space(end: Offset): void {
    let i = this.#at;
    while (i < end && isSpace(this.#text.charCodeAt(i)) && this.#text.charCodeAt(i) !== 0x0a) i++;
    const beforeReturns = this.#text.charCodeAt(i) === 0x0a ? trimReturns(this.#text, this.#at, i) : i;
    this.#push('whitespace', beforeReturns);
    if (beforeReturns < i) this.#push('newline', i + 1);
  }

  #sign(code: number, end: Offset, loose: TokenKind): void {
    if (code === 0x3d) return this.#push('operator', this.#at + 1);
    if (code === 0x5b || code === 0x5d || code === 0x2c) return this.#push('punctuation', this.#at + 1);
    if (code === this.#escape && this.#isMark()) return this.#push('continuation', this.#at + 1);
    let i = this.#at + 1;
    while (i < end && !isSpace(this.#text.charCodeAt(i)) && this.#text.charCodeAt(i) !== this.#escape) i++;
    this.#push(loose, i);
  }

  #isMark(): boolean {
    let i = this.#at + 1;
    while (this.#text.charCodeAt(i) === 0x20 || this.#text.charCodeAt(i) === 0x09) i++;
    while (this.#text.charCodeAt(i) === 0x0d) i++;
    return i >= this.#text.length || this.#text.charCodeAt(i) === 0x0a;
  }
}

/** What an instruction's words are that no node stands for: `AS`, and the type of HEALTHCHECK. */
function looseKind(node: Instruction): TokenKind {
  return node.kind === 'from' || node.kind === 'healthcheck' ? 'keyword' : 'text';
}

function leavesOf(node: Instruction): readonly Leaf[] {
  const head = [leaf('keyword', node.keyword), ...node.flags.map((flag) => leaf('flag', flag))];
  return head.concat(node.kind === 'onbuild' ? leavesOf(node.trigger) : argumentLeaves(node));
}

function argumentLeaves(node: Exclude<Instruction, { kind: 'onbuild' }>): readonly Leaf[] {
  switch (node.kind) {
    case 'from':
      return node.alias === undefined
        ? [leaf('word', node.image)]
        : [leaf('word', node.image), leaf('word', node.alias)];
    case 'run':
      return commandLeaves(
        node.command,
        node.heredocs.map((heredoc) => leaf('heredoc-start', heredoc)),
      );
    case 'cmd':
    case 'entrypoint':
    case 'shell':
      return commandLeaves(node.command, []);
    case 'healthcheck':
      return node.command === undefined ? [] : commandLeaves(node.command, []);
    case 'copy':
    case 'add': {
      const heredocs = node.heredocs.map((heredoc) => leaf('heredoc-start', heredoc));
      return [...[...node.sources, node.destination].map(argumentLeaf), ...heredocs].sort(byStart);
    }
    case 'env':
    case 'label':
      return node.entries.flatMap(({ key, value }) => [leaf('name', key), leaf('value', value)]);
    case 'arg':
      return node.declarations.flatMap(({ key, value }) =>
        value === undefined ? [leaf('name', key)] : [leaf('name', key), leaf('value', value)],
      );
    case 'expose':
      return node.ports.map(argumentLeaf);
    case 'volume':
      return node.paths.map(argumentLeaf);
    case 'invalid':
      return node.args.map(argumentLeaf);
    default:
      return [{ kind: 'word', start: node.textStart, end: node.textEnd }];
  }
}

function commandLeaves(command: Command, heredocs: readonly Leaf[]): readonly Leaf[] {
  if (command.kind === 'exec-form') return command.args.map(argumentLeaf);
  const leaves: Leaf[] = [];
  let at = command.start;
  for (const heredoc of heredocs) {
    if (heredoc.start < at) continue;
    leaves.push({ kind: 'shell', start: at, end: heredoc.start }, heredoc);
    at = heredoc.end;
  }
  return [...leaves, { kind: 'shell', start: at, end: Math.max(at, command.end) }];
}

function argumentLeaf(node: { readonly kind: string; readonly start: Offset; readonly end: Offset }): Leaf {
  return leaf(node.kind === 'string' ? 'string' : 'word', node);
}

function leaf(kind: TokenKind, { start, end }: { readonly start: Offset; readonly end: Offset }): Leaf {
  return { kind, start, end };
}

function byStart(a: Leaf, b: Leaf): number {
  return a.start - b.start;
}
