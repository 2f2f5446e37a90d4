/** Variables by name. */
export interface Scope {
  get(name: string): string | undefined;
  /** Names that "did you mean" may offer. */
  names?(): Iterable<string>;
}

/** What `expand` needs to know of the place a word stands in. */
export interface ExpandOptions {
  /** The escape character in force; `\` unless given. */
  readonly escape?: '\\' | '`';
  /**
   * As heredoc bodies are expanded: quotes stay as they are. Escapes are resolved all the same (`\$` gives `$`, and a
   * backslash before any other character vanishes), which is what BuildKit does there.
   */
  readonly raw?: boolean;
}

/** A piece of an expanded value and where it came from. */
export interface ExpansionPiece {
  /** Offsets into `value`. */
  readonly start: number;
  readonly end: number;
  /** Name of the variable that gave this piece; undefined for text that stood in the word. */
  readonly variable: string | undefined;
}

export interface Expansion {
  readonly value: string;
  /** Non-empty pieces; together they are `value`. */
  readonly pieces: readonly ExpansionPiece[];
  /** Names asked for that the scope does not have, where that matters (not with `:-`, `-`, `:+`, `+`). */
  readonly undefinedNames: readonly string[];
  /** Names asked for that the scope does not have, whatever the operator: what BuildKit's UndefinedVar looks at. */
  readonly unmatchedNames: readonly string[];
  /** All names asked for. */
  readonly usedNames: readonly string[];
  /** The first fault of the text (bad substitution, unbalanced quote, `:?`): `value` is then what came before it. */
  readonly fault: ExpansionFault | undefined;
}

/** What `expandWords` gives: the words after expansion and splitting. */
export interface WordsExpansion extends Omit<Expansion, 'value' | 'pieces'> {
  readonly words: readonly string[];
}

export type ExpansionFaultCode =
  | 'bad-substitution'
  | 'unbalanced-quote'
  | 'unterminated-substitution'
  | 'unsupported-modifier'
  | 'invalid-pattern'
  | 'variable-required';

/** Offsets into the text given to `expand`. `message` is BuildKit's, including its `failed to process "…": `. */
export interface ExpansionFault {
  readonly code: ExpansionFaultCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}
