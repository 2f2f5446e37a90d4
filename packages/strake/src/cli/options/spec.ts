/** A flag of a command: the one place from which parsing, help and shell completion are made. */
export interface FlagSpec {
  readonly name: string;
  readonly short?: string;
  /** `list` may be given several times. */
  readonly type: 'string' | 'boolean' | 'list';
  /** Name of the value in help, e.g. `FILE`. */
  readonly value?: string;
  readonly help: string;
  readonly choices?: readonly string[];
  /** Said after the choices to who gives none of them. */
  readonly misread?: string;
  /** What the shell offers for the value. */
  readonly completes?: Completes;
  /** Values that the shell offers, of many that there are. */
  readonly suggests?: readonly string[];
  /** Accepted for compatibility, not shown in help. */
  readonly hidden?: boolean;
}

/** Files, names of images in the store, or of stages in the Dockerfile. */
export type Completes = 'file' | 'directory' | 'image' | 'stage';

/** How many words a command takes that are no flags, and what the shell offers for them. */
export interface Positionals extends Pick<FlagSpec, 'completes' | 'suggests'> {
  readonly min: number;
  readonly max: number;
  /** Words that the first must be one of: `ls` of `strake context ls`. */
  readonly verbs?: readonly string[];
}

export interface CommandSpec {
  readonly name: string;
  /** Other names, e.g. `b`. */
  readonly aliases?: readonly string[];
  /** One line. */
  readonly summary: string;
  /** E.g. `[OPTIONS] PATH | -`. */
  readonly usage: string;
  readonly positionals: Positionals;
  /** What follows the first positional is passed on as it is, flags too. */
  readonly passesOn?: true;
  readonly flags: readonly FlagSpec[];
  readonly examples: readonly { readonly command: string; readonly does: string }[];
}

/** What was given. A flag that was not given is absent. */
export interface ParsedOptions {
  readonly positionals: readonly string[];
  string(name: string): string | undefined;
  list(name: string): readonly string[];
  boolean(name: string): boolean | undefined;
}
