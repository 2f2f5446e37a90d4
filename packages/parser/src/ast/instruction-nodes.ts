import type { InstructionHead } from '../lexer/tokenize.ts';
import type * as Ast from './nodes.ts';
import { ShellFormNode, WordNode } from './simple-nodes.ts';
import { logicalText, type Source } from './source.ts';

/** What the classes below share. Texts, keyword and shell forms are made when asked for; see `simple-nodes.ts`. */
abstract class BaseNode<K extends Ast.Instruction['kind']> {
  readonly kind: K;
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly flags: readonly Ast.Flag[];
  readonly docs: readonly Ast.Comment[];
  /** Place of the arguments in the source. */
  readonly textStart: number;
  readonly textEnd: number;
  readonly #source: Source;
  readonly #keywordEnd: number;
  #keyword: Ast.Word | undefined;

  constructor(kind: K, source: Source, head: InstructionHead) {
    this.kind = kind;
    this.start = head.start;
    this.end = head.place.end;
    this.startLine = head.place.startLine;
    this.endLine = head.place.endLine;
    this.flags = head.flags;
    this.docs = head.docs;
    this.textStart = head.textStart;
    this.textEnd = head.textEnd;
    this.#source = source;
    this.#keywordEnd = head.keywordEnd;
  }

  get keyword(): Ast.Word {
    this.#keyword ??= new WordNode(this.#source, this.start, this.#keywordEnd);
    return this.#keyword;
  }

  get text(): string {
    return logicalText(this.#source, this.textStart, this.textEnd);
  }

  toJSON(): object {
    const { kind, start, end, ...rest } = this;
    return { kind, start, end, keyword: this.keyword, text: this.text, ...rest };
  }

  protected shellForm(): Ast.ShellForm {
    return new ShellFormNode(this.#source, this.textStart, this.textEnd);
  }
}

abstract class CommandNode<K extends 'run' | 'cmd' | 'entrypoint'> extends BaseNode<K> {
  #command: Ast.Command | undefined;

  constructor(kind: K, source: Source, head: InstructionHead, exec: Ast.ExecForm | undefined) {
    super(kind, source, head);
    this.#command = exec;
  }

  get command(): Ast.Command {
    this.#command ??= this.shellForm();
    return this.#command;
  }

  override toJSON(): object {
    return { ...super.toJSON(), command: this.command };
  }
}

export class RunInstruction extends CommandNode<'run'> implements Ast.RunNode {
  readonly heredocs: readonly Ast.Heredoc[];
  readonly mounts: readonly Ast.MountOption[];

  constructor(
    source: Source,
    head: InstructionHead,
    exec: Ast.ExecForm | undefined,
    heredocs: readonly Ast.Heredoc[],
    mounts: readonly Ast.MountOption[],
  ) {
    super('run', source, head, exec);
    this.heredocs = heredocs;
    this.mounts = mounts;
  }
}

export class CmdInstruction extends CommandNode<'cmd'> implements Ast.CmdNode {
  constructor(source: Source, head: InstructionHead, exec: Ast.ExecForm | undefined) {
    super('cmd', source, head, exec);
  }
}

export class EntrypointInstruction extends CommandNode<'entrypoint'> implements Ast.EntrypointNode {
  constructor(source: Source, head: InstructionHead, exec: Ast.ExecForm | undefined) {
    super('entrypoint', source, head, exec);
  }
}

export class ShellInstruction extends BaseNode<'shell'> implements Ast.ShellNode {
  readonly command: Ast.ExecForm;

  constructor(source: Source, head: InstructionHead, command: Ast.ExecForm) {
    super('shell', source, head);
    this.command = command;
  }
}

export class FromInstruction extends BaseNode<'from'> implements Ast.FromNode {
  readonly image: Ast.Word;
  readonly alias: Ast.Word | undefined;

  constructor(source: Source, head: InstructionHead, image: Ast.Word, alias: Ast.Word | undefined) {
    super('from', source, head);
    this.image = image;
    this.alias = alias;
  }
}

/** What COPY and ADD bring and where to. */
export interface CopyParts {
  readonly sources: readonly Ast.Argument[];
  readonly destination: Ast.Argument;
  readonly heredocs: readonly Ast.Heredoc[];
  readonly bodies: readonly Ast.Heredoc[];
}

export class CopyInstruction<K extends 'copy' | 'add'> extends BaseNode<K> {
  readonly sources: readonly Ast.Argument[];
  readonly destination: Ast.Argument;
  readonly heredocs: readonly Ast.Heredoc[];
  readonly bodies: readonly Ast.Heredoc[];

  constructor(kind: K, source: Source, head: InstructionHead, parts: CopyParts) {
    super(kind, source, head);
    this.sources = parts.sources;
    this.destination = parts.destination;
    this.heredocs = parts.heredocs;
    this.bodies = parts.bodies;
  }
}

export class PairsInstruction<K extends 'env' | 'label'> extends BaseNode<K> {
  readonly entries: readonly Ast.KeyValue[];

  constructor(kind: K, source: Source, head: InstructionHead, entries: readonly Ast.KeyValue[]) {
    super(kind, source, head);
    this.entries = entries;
  }
}

export class ArgInstruction extends BaseNode<'arg'> implements Ast.ArgNode {
  readonly declarations: readonly Ast.ArgDeclaration[];

  constructor(source: Source, head: InstructionHead, declarations: readonly Ast.ArgDeclaration[]) {
    super('arg', source, head);
    this.declarations = declarations;
  }
}

export class ExposeInstruction extends BaseNode<'expose'> implements Ast.ExposeNode {
  readonly ports: readonly Ast.Word[];

  constructor(source: Source, head: InstructionHead, ports: readonly Ast.Word[]) {
    super('expose', source, head);
    this.ports = ports;
  }
}

export class VolumeInstruction extends BaseNode<'volume'> implements Ast.VolumeNode {
  readonly paths: readonly Ast.Argument[];

  constructor(source: Source, head: InstructionHead, paths: readonly Ast.Argument[]) {
    super('volume', source, head);
    this.paths = paths;
  }
}

export class UserInstruction extends BaseNode<'user'> implements Ast.UserNode {
  readonly user: Ast.Word;

  constructor(source: Source, head: InstructionHead, user: Ast.Word) {
    super('user', source, head);
    this.user = user;
  }
}

export class WorkdirInstruction extends BaseNode<'workdir'> implements Ast.WorkdirNode {
  readonly path: Ast.Word;

  constructor(source: Source, head: InstructionHead, path: Ast.Word) {
    super('workdir', source, head);
    this.path = path;
  }
}

export class StopsignalInstruction extends BaseNode<'stopsignal'> implements Ast.StopsignalNode {
  readonly signal: Ast.Word;

  constructor(source: Source, head: InstructionHead, signal: Ast.Word) {
    super('stopsignal', source, head);
    this.signal = signal;
  }
}

export class MaintainerInstruction extends BaseNode<'maintainer'> implements Ast.MaintainerNode {
  readonly name: Ast.Word;

  constructor(source: Source, head: InstructionHead, name: Ast.Word) {
    super('maintainer', source, head);
    this.name = name;
  }
}

export class HealthcheckInstruction extends BaseNode<'healthcheck'> implements Ast.HealthcheckNode {
  readonly command: Ast.Command | undefined;

  constructor(source: Source, head: InstructionHead, command: Ast.Command | undefined) {
    super('healthcheck', source, head);
    this.command = command;
  }
}

export class OnbuildInstruction extends BaseNode<'onbuild'> implements Ast.OnbuildNode {
  readonly trigger: Ast.Instruction;
  readonly triggerText: string;

  constructor(source: Source, head: InstructionHead, trigger: Ast.Instruction, triggerText: string) {
    super('onbuild', source, head);
    this.trigger = trigger;
    this.triggerText = triggerText;
  }
}

export class InvalidInstruction extends BaseNode<'invalid'> implements Ast.InvalidNode {
  readonly of: Ast.InstructionName | undefined;
  readonly args: readonly Ast.Argument[];
  readonly heredocs: readonly Ast.Heredoc[];

  constructor(source: Source, head: InstructionHead, args: readonly Ast.Argument[], heredocs: readonly Ast.Heredoc[]) {
    super('invalid', source, head);
    this.of = head.name;
    this.args = args;
    this.heredocs = heredocs;
  }
}
