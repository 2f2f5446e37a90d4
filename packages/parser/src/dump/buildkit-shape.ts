/** One line of BuildKit's parse dump. Absent fields are those that Go leaves out. */
export interface BuildkitDump {
  readonly file?: string;
  readonly utf8: boolean;
  /** Set when the line parser refuses the file; then nothing of it is known. */
  readonly error?: BuildkitError;
  readonly escape?: '\\' | '`';
  readonly syntax?: string;
  readonly directives?: readonly { readonly name: string; readonly value: string; readonly line: number }[];
  readonly warnings?: readonly { readonly msg: string; readonly lines: readonly number[] }[];
  readonly instrs?: readonly BuildkitInstruction[];
  /** Set when an instruction is refused, or stands outside any stage. */
  readonly semError?: BuildkitError;
  readonly stages?: readonly BuildkitStage[];
}

export interface BuildkitStage {
  readonly name: string;
  readonly base: string;
  readonly platform?: string;
  readonly doc?: string;
  /** Number of commands. */
  readonly n: number;
}

/** Line numbers count from one. */
export interface BuildkitError {
  readonly phase: 'parse' | 'instr' | 'stages';
  readonly msg: string;
  readonly lines: readonly number[];
}

/** `parser.Node` with the typed struct made of it. */
export interface BuildkitInstruction {
  readonly cmd: string;
  readonly flags?: readonly string[];
  /** ENV and LABEL: key, value, separator for each pair. */
  readonly args: readonly string[];
  readonly json?: boolean;
  /** The joined line. */
  readonly orig: string;
  readonly heredocs?: readonly BuildkitHeredoc[];
  readonly start: number;
  readonly end: number;
  readonly comments?: readonly string[];
  readonly sub?: BuildkitSub;
  readonly type?: string;
  readonly typed?: Readonly<Record<string, unknown>>;
  readonly mounts?: readonly Readonly<Record<string, unknown>>[];
  readonly network?: string;
  readonly security?: string;
  readonly err?: string;
}

export interface BuildkitHeredoc {
  readonly name: string;
  readonly fd: number;
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly content: string;
}

/** What ONBUILD triggers. */
export interface BuildkitSub {
  readonly cmd: string;
  readonly flags?: readonly string[];
  readonly args: readonly string[];
  readonly json?: boolean;
  readonly orig: string;
  readonly start: number;
  readonly end: number;
  readonly sub?: BuildkitSub;
}
