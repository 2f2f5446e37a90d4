import type { Offset } from '@strake/core';

/**
 * The AST. Every node carries its place in the source text (`start`, exclusive `end`, UTF-16 offsets), so that any
 * tool can edit the text and touch no other byte. A text reached through line continuations spans the lines it came
 * from, while its logical value has continuations and the comments inside them removed, as BuildKit reads it.
 */
export interface NodeBase {
  readonly kind: string;
  readonly start: Offset;
  readonly end: Offset;
}

export interface Dockerfile extends NodeBase {
  readonly kind: 'dockerfile';
  /** The escape character in force. */
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  /** All comment lines, in order, also those inside continued instructions; directives are not comments. */
  readonly comments: readonly Comment[];
}

/** `# name=value` at the very top. Unknown names are comments. */
export interface Directive extends NodeBase {
  readonly kind: 'directive';
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly valueStart: Offset;
  readonly valueEnd: Offset;
}

/** A whole-line comment, from `#` to the end of the line. */
export interface Comment extends NodeBase {
  readonly kind: 'comment';
  /** After `#`, trimmed. */
  readonly text: string;
}

/** One word as BuildKit splits it. */
export interface Word extends NodeBase {
  readonly kind: 'word';
  /** Logical text: continuations removed; quotes, escapes and variables as written. */
  readonly text: string;
}

/** `--name` or `--name=value` directly after the keyword. */
export interface Flag extends NodeBase {
  readonly kind: 'flag';
  /** Without dashes. */
  readonly name: string;
  /** With quotes and escapes resolved, as BuildKit resolves them inside a flag; undefined without `=`. */
  readonly value: string | undefined;
  /** Place of the value in the source; both equal `end` when there is none. */
  readonly valueStart: Offset;
  readonly valueEnd: Offset;
}

/** An element of a JSON array. */
export interface StringLiteral extends NodeBase {
  readonly kind: 'string';
  readonly value: string;
}

export interface Heredoc extends NodeBase {
  readonly kind: 'heredoc';
  /** `start`/`end` are those of the redirection word (`<<-"EOF"`). */
  readonly name: string;
  readonly fd: number;
  /** Unquoted name: variables in the body are expanded by COPY and ADD. */
  readonly expand: boolean;
  /** `<<-`: leading tabs of the body are dropped where the body is used. */
  readonly chomp: boolean;
  /** The body as written, with its line ends. */
  readonly content: string;
  readonly bodyStart: Offset;
  readonly bodyEnd: Offset;
  /** Place of the terminator line's word; both equal `bodyEnd` when it is missing. */
  readonly terminatorStart: Offset;
  readonly terminatorEnd: Offset;
}

export interface ShellForm extends NodeBase {
  readonly kind: 'shell-form';
  /** The rest of the logical line. */
  readonly text: string;
}
export interface ExecForm extends NodeBase {
  readonly kind: 'exec-form';
  readonly args: readonly StringLiteral[];
}
export type Command = ShellForm | ExecForm;

/** Where an instruction's paths or words may come from a JSON array too. */
export type Argument = Word | StringLiteral;

/** What every instruction has. `start` is the keyword's, `end` the end of its last line without the line break. */
export interface InstructionBase extends NodeBase {
  /** As written, e.g. `From`. `kind` is the lower-cased name. */
  readonly keyword: Word;
  readonly flags: readonly Flag[];
  /** Comment lines directly above (BuildKit's doc comment: a bare `#` resets, a blank line does not). */
  readonly docs: readonly Comment[];
  /** The logical line after the keyword and flags: continuations and comments removed, heredoc bodies not in it. */
  readonly text: string;
  /** Place of `text` in the source, without the blanks around; both equal the end of what comes before, if empty. */
  readonly textStart: Offset;
  readonly textEnd: Offset;
  /** Zero-based, inclusive; heredoc bodies count. */
  readonly startLine: number;
  readonly endLine: number;
}

export interface FromNode extends InstructionBase {
  readonly kind: 'from';
  readonly image: Word;
  /** The stage's name as written after AS. */
  readonly alias: Word | undefined;
}
export interface RunNode extends InstructionBase {
  readonly kind: 'run';
  readonly command: Command;
  readonly heredocs: readonly Heredoc[];
  readonly mounts: readonly MountOption[];
}
export interface CmdNode extends InstructionBase {
  readonly kind: 'cmd';
  readonly command: Command;
}
export interface EntrypointNode extends InstructionBase {
  readonly kind: 'entrypoint';
  readonly command: Command;
}
export interface ShellNode extends InstructionBase {
  readonly kind: 'shell';
  readonly command: ExecForm;
}
export interface CopyNode extends InstructionBase {
  readonly kind: 'copy';
  /** The sources that are paths (or URLs). */
  readonly sources: readonly Argument[];
  /** The sources that are heredocs, each with the content it stands for. */
  readonly heredocs: readonly Heredoc[];
  readonly destination: Argument;
  /** The heredocs whose bodies follow: nearly always the same list as `heredocs`. */
  readonly bodies: readonly Heredoc[];
}
export interface AddNode extends InstructionBase {
  readonly kind: 'add';
  /** The sources that are paths (or URLs). */
  readonly sources: readonly Argument[];
  /** The sources that are heredocs, each with the content it stands for. */
  readonly heredocs: readonly Heredoc[];
  readonly destination: Argument;
  /** The heredocs whose bodies follow: nearly always the same list as `heredocs`. */
  readonly bodies: readonly Heredoc[];
}
/** `key=value`; in the legacy form (`ENV key rest of line`) `legacy` is true. */
export interface KeyValue extends NodeBase {
  readonly kind: 'key-value';
  readonly key: Word;
  readonly value: Word;
  readonly legacy: boolean;
}
export interface EnvNode extends InstructionBase {
  readonly kind: 'env';
  readonly entries: readonly KeyValue[];
}
export interface LabelNode extends InstructionBase {
  readonly kind: 'label';
  readonly entries: readonly KeyValue[];
}
export interface ArgDeclaration extends NodeBase {
  readonly kind: 'arg-declaration';
  readonly key: Word;
  /** Undefined without `=`; an empty word for `ARG X=`. */
  readonly value: Word | undefined;
}
export interface ArgNode extends InstructionBase {
  readonly kind: 'arg';
  readonly declarations: readonly ArgDeclaration[];
}
export interface ExposeNode extends InstructionBase {
  readonly kind: 'expose';
  readonly ports: readonly Word[];
}
export interface VolumeNode extends InstructionBase {
  readonly kind: 'volume';
  readonly paths: readonly Argument[];
}
export interface UserNode extends InstructionBase {
  readonly kind: 'user';
  readonly user: Word;
}
export interface WorkdirNode extends InstructionBase {
  readonly kind: 'workdir';
  readonly path: Word;
}
export interface StopsignalNode extends InstructionBase {
  readonly kind: 'stopsignal';
  readonly signal: Word;
}
export interface MaintainerNode extends InstructionBase {
  readonly kind: 'maintainer';
  readonly name: Word;
}
export interface HealthcheckNode extends InstructionBase {
  readonly kind: 'healthcheck';
  /** Undefined is `HEALTHCHECK NONE`. */
  readonly command: Command | undefined;
}
export interface OnbuildNode extends InstructionBase {
  readonly kind: 'onbuild';
  readonly trigger: Instruction;
  /** What the image config stores: the text after ONBUILD, heredoc bodies joined with line breaks. */
  readonly triggerText: string;
}
/** A line that is no instruction, or one that breaks its instruction's rules. Its diagnostics say why. */
export interface InvalidNode extends InstructionBase {
  readonly kind: 'invalid';
  /** Lower-cased keyword when it is a known one. */
  readonly of: InstructionName | undefined;
  /** The arguments, split as that instruction splits them; none when the keyword is unknown. */
  readonly args: readonly Argument[];
  readonly heredocs: readonly Heredoc[];
}

/** `--mount=type=cache,target=/x` as a structure. Values are as written: options may hold variables. */
export interface MountOption extends NodeBase {
  readonly kind: 'mount';
  readonly flag: Flag;
  /** Keys lower-cased and aliases resolved (`dst` is `target`); `value` undefined for a bare key. */
  readonly fields: readonly MountField[];
}
export interface MountField extends NodeBase {
  readonly kind: 'mount-field';
  readonly key: string;
  readonly value: string | undefined;
  /** Place of the value in the source; both equal `end` for a bare key. */
  readonly valueStart: Offset;
  readonly valueEnd: Offset;
  /** The whole field as given, CSV quotes resolved. */
  readonly written: string;
}

export type Instruction =
  | FromNode
  | RunNode
  | CmdNode
  | EntrypointNode
  | ShellNode
  | CopyNode
  | AddNode
  | EnvNode
  | LabelNode
  | ArgNode
  | ExposeNode
  | VolumeNode
  | UserNode
  | WorkdirNode
  | StopsignalNode
  | MaintainerNode
  | HealthcheckNode
  | OnbuildNode
  | InvalidNode;

/** Lower-cased instruction names. */
export type InstructionName = Exclude<Instruction['kind'], 'invalid'>;

export type Node =
  | Dockerfile
  | Directive
  | Comment
  | Word
  | Flag
  | StringLiteral
  | Heredoc
  | ShellForm
  | ExecForm
  | KeyValue
  | ArgDeclaration
  | MountOption
  | MountField
  | Instruction;
