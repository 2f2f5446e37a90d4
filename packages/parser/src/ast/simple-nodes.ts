import { trimSpace } from '../lexer/space.ts';
import type { Comment, ShellForm, Word } from './nodes.ts';
import { logicalText, type Source } from './source.ts';

// Nodes of which a file has many hold two offsets and read their text from the source when asked: a parsed corpus
// takes a fraction of the memory that strings of their own would take.

abstract class SpanNode<K extends string> {
  abstract get kind(): K;
  readonly start: number;
  readonly end: number;
  readonly #source: Source;

  constructor(source: Source, start: number, end: number) {
    this.start = start;
    this.end = end;
    this.#source = source;
  }

  get text(): string {
    return logicalText(this.#source, this.start, this.end);
  }

  toJSON(): { kind: K; start: number; end: number; text: string } {
    return { kind: this.kind, start: this.start, end: this.end, text: this.text };
  }
}

export class WordNode extends SpanNode<'word'> implements Word {
  get kind(): 'word' {
    return 'word';
  }
}

export class ShellFormNode extends SpanNode<'shell-form'> implements ShellForm {
  get kind(): 'shell-form' {
    return 'shell-form';
  }
}

export class CommentNode extends SpanNode<'comment'> implements Comment {
  get kind(): 'comment' {
    return 'comment';
  }

  override get text(): string {
    return trimSpace(super.text.slice(1));
  }
}
