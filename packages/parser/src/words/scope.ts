/** Variables by name. */
export interface Scope {
  get(name: string): string | undefined;
  /** Names that "did you mean" may offer. */
  names?(): Iterable<string>;
}

/** What `expand` needs to know of the place a word stands in. */
export interface ExpandOptions {
  readonly escape?: '\\' | '`';
  /** Leave quotes and escapes as they are and only replace variables (heredoc bodies). */
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
  readonly pieces: readonly ExpansionPiece[];
  /** Names asked for that the scope does not have, where that matters (not with `:-`, `-`, `:+`, `+`). */
  readonly undefinedNames: readonly string[];
  /** All names asked for. */
  readonly usedNames: readonly string[];
  /** The first fault of the text (bad substitution, unbalanced quote, `:?`): `value` is then what came before it. */
  readonly fault: ExpansionFault | undefined;
}

/** Offsets into the text given to `expand`. `message` is BuildKit's. */
export interface ExpansionFault {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}
