import { trimSpace } from '../lexer/space.ts';
import type { Comment, ShellForm, Word } from './nodes.ts';
import { logicalText, type Source } from './source.ts';

// Nodes of which a file has many hold two offsets and read their text from the source when asked: a parsed corpus
// takes a fraction of the memory that strings of their own would take.

export class WordNode implements Word {
  readonly start: number;
  readonly end: number;
  readonly #source: Source;

  constructor(source: Source, start: number, end: number) {
    this.start = start;
    this.end = end;
    this.#source = source;
  }

  get kind(): 'word' {
    return 'word';
  }

  get text(): string {
    return logicalText(this.#source, this.start, this.end);
  }

  toJSON(): Word {
    return { kind: this.kind, start: this.start, end: this.end, text: this.text };
  }
}

export class CommentNode implements Comment {
  readonly start: number;
  readonly end: number;
  readonly #source: Source;

  constructor(source: Source, start: number, end: number) {
    this.start = start;
    this.end = end;
    this.#source = source;
  }

  get kind(): 'comment' {
    return 'comment';
  }

  get text(): string {
    return trimSpace(this.#source.text.slice(this.start + 1, this.end));
  }

  toJSON(): Comment {
    return { kind: this.kind, start: this.start, end: this.end, text: this.text };
  }
}

export class ShellFormNode implements ShellForm {
  readonly start: number;
  readonly end: number;
  readonly #source: Source;

  constructor(source: Source, start: number, end: number) {
    this.start = start;
    this.end = end;
    this.#source = source;
  }

  get kind(): 'shell-form' {
    return 'shell-form';
  }

  get text(): string {
    return logicalText(this.#source, this.start, this.end);
  }

  toJSON(): ShellForm {
    return { kind: this.kind, start: this.start, end: this.end, text: this.text };
  }
}
