import { goQuote } from '@strake/core';
import type * as Ast from '../ast/nodes.ts';
import {
  ArgInstruction,
  CmdInstruction,
  CopyInstruction,
  type CopyParts,
  EntrypointInstruction,
  ExposeInstruction,
  FromInstruction,
  HealthcheckInstruction,
  InvalidInstruction,
  MaintainerInstruction,
  OnbuildInstruction,
  PairsInstruction,
  RunInstruction,
  ShellInstruction,
  StopsignalInstruction,
  UserInstruction,
  VolumeInstruction,
  WorkdirInstruction,
} from '../ast/instruction-nodes.ts';
import { ShellFormNode, WordNode } from '../ast/simple-nodes.ts';
import type { Source } from '../ast/source.ts';
import { flagFault, flagValue } from '../check/flag-faults.ts';
import { healthcheckFault } from '../check/healthcheck.ts';
import { stageNameFault } from '../check/stage-name.ts';
import type { Fault } from '../fault.ts';
import { parseHeredocWord } from '../heredoc.ts';
import { trimSpace } from '../lexer/space.ts';
import type { InstructionHead } from '../lexer/tokenize.ts';
import { HeredocToken, type SourceToken, StringToken } from '../lexer/token-types.ts';
import { parseDevice } from '../mount/device.ts';
import { parseMount } from '../mount/mount-option.ts';

const NO_HEREDOCS: readonly Ast.Heredoc[] = [];
const NO_MOUNTS: readonly Ast.MountOption[] = [];
const NETWORKS: ReadonlySet<string> = new Set(['default', 'none', 'host']);
const SECURITIES: ReadonlySet<string> = new Set(['insecure', 'sandbox']);

/** Where an assignment's key ends and its value begins. */
export interface Assignment {
  readonly keyEnd: number;
  readonly valueStart: number;
}

/** A fault found in an instruction; one inside a trigger does not stop the build of this file. */
export interface FoundFault extends Fault {
  readonly inTrigger: boolean;
}

/**
 * Makes the node of an instruction from the parts the grammar found, after the checks BuildKit makes, in its order.
 * An instruction that fails a check becomes an `InvalidNode`.
 */
export class NodeBuilder {
  readonly faults: FoundFault[] = [];
  readonly #source: Source;
  /** All tokens of the line at hand. */
  tokens: readonly SourceToken[] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  word(token: SourceToken): Ast.Word {
    return new WordNode(this.#source, token.startOffset, token.end);
  }

  string(token: SourceToken): Ast.StringLiteral {
    return { kind: 'string', start: token.startOffset, end: token.end, value: token.payload as string };
  }

  execForm(open: SourceToken, args: readonly Ast.StringLiteral[], close: SourceToken): Ast.ExecForm {
    return { kind: 'exec-form', start: open.startOffset, end: close.end, args };
  }

  shellForm(token: SourceToken): Ast.ShellForm {
    return new ShellFormNode(this.#source, token.startOffset, token.end);
  }

  keyValue({ startOffset: start, end, payload }: SourceToken<Assignment>): Ast.KeyValue {
    const key = new WordNode(this.#source, start, payload.keyEnd);
    return {
      kind: 'key-value',
      start,
      end,
      key,
      value: new WordNode(this.#source, payload.valueStart, end),
      legacy: false,
    };
  }

  legacyKeyValue(key: SourceToken, value: SourceToken): Ast.KeyValue {
    const { startOffset: start } = key;
    return { kind: 'key-value', start, end: value.end, key: this.word(key), value: this.word(value), legacy: true };
  }

  declaration({ startOffset: start, end, payload }: SourceToken<Assignment>): Ast.ArgDeclaration {
    const key = new WordNode(this.#source, start, payload.keyEnd);
    return { kind: 'arg-declaration', start, end, key, value: new WordNode(this.#source, payload.valueStart, end) };
  }

  bareDeclaration(token: SourceToken): Ast.ArgDeclaration {
    return {
      kind: 'arg-declaration',
      start: token.startOffset,
      end: token.end,
      key: this.word(token),
      value: undefined,
    };
  }

  from(head: InstructionHead, image: Ast.Word, alias: Ast.Word | undefined): Ast.Instruction {
    const fault = (alias && stageNameFault(alias)) ?? flagFault('from', head.flags);
    return fault ? this.invalid(head, fault) : new FromInstruction(this.#source, head, image, alias);
  }

  run(head: InstructionHead, exec: Ast.ExecForm | undefined, heredocs: readonly Ast.Heredoc[]): Ast.Instruction {
    if (head.flags.length === 0) return new RunInstruction(this.#source, head, exec, heredocs, NO_MOUNTS);
    const fault = flagFault('run', head.flags);
    if (fault) return this.invalid(head, fault);
    for (const flag of head.flags) {
      const device = flag.name === 'device' ? parseDevice(flag) : undefined;
      if (device && 'code' in device) return this.invalid(head, device);
    }
    const mounts: Ast.MountOption[] = [];
    for (const flag of head.flags) {
      if (flag.name !== 'mount') continue;
      const mount = parseMount(flag, this.#source);
      if ('code' in mount) return this.invalid(head, mount);
      mounts.push(mount);
    }
    const mode = this.#runModeFault(head.flags);
    return mode ? this.invalid(head, mode) : new RunInstruction(this.#source, head, exec, heredocs, mounts);
  }

  #runModeFault(flags: readonly Ast.Flag[]): Fault | undefined {
    const network = flagValue(flags, 'network', 'default');
    if (!NETWORKS.has(network)) {
      const message = `invalid network mode ${goQuote(network)}`;
      return { code: 'invalid-network', message, hint: 'it is default, none or host', ...valueRange(flags, 'network') };
    }
    const security = flagValue(flags, 'security', 'sandbox');
    if (SECURITIES.has(security)) return undefined;
    const message = `security ${goQuote(security)} is not valid`;
    return { code: 'invalid-security', message, hint: 'it is sandbox or insecure', ...valueRange(flags, 'security') };
  }

  cmd(head: InstructionHead, exec: Ast.ExecForm | undefined): Ast.Instruction {
    return this.#checked('cmd', head) ?? new CmdInstruction(this.#source, head, exec);
  }

  entrypoint(head: InstructionHead, exec: Ast.ExecForm | undefined): Ast.Instruction {
    return this.#checked('entrypoint', head) ?? new EntrypointInstruction(this.#source, head, exec);
  }

  shell(head: InstructionHead, command: Ast.ExecForm): Ast.Instruction {
    const invalid = this.#checked('shell', head);
    if (invalid) return invalid;
    if (command.args.length > 0) return new ShellInstruction(this.#source, head, command);
    const message = 'SHELL requires at least one argument';
    return this.invalid(head, { code: 'missing-argument', message, start: command.start, end: command.end });
  }

  copy(
    kind: 'copy' | 'add',
    head: InstructionHead,
    args: readonly Ast.Argument[],
    bodies: readonly Ast.Heredoc[],
  ): Ast.Instruction {
    const destination = args.at(-1);
    if (destination === undefined || args.length < 2) return this.invalid(head, this.#noDestination(kind, args, head));
    const fault = flagFault(kind, head.flags) ?? destinationFault(kind, destination);
    if (fault) return this.invalid(head, fault);
    const parts = { ...splitSources(args, bodies), destination, bodies };
    return new CopyInstruction(kind, this.#source, head, parts);
  }

  #noDestination(kind: string, args: readonly Ast.Argument[], head: InstructionHead): Fault {
    const message = `${kind.toUpperCase()} requires at least two arguments, but only one was provided. Destination could not be determined`;
    return { code: 'missing-destination', message, start: args[0]?.start ?? head.start, end: head.textEnd };
  }

  pairs(kind: 'env' | 'label', head: InstructionHead, entries: readonly Ast.KeyValue[]): Ast.Instruction {
    const invalid = this.#checked(kind, head);
    if (invalid) return invalid;
    const blank = entries.find((entry) => entry.key.start === entry.key.end);
    if (blank) return this.#blankName(kind, head, blank);
    return new PairsInstruction(kind, this.#source, head, entries);
  }

  arg(head: InstructionHead, declarations: readonly Ast.ArgDeclaration[]): Ast.Instruction {
    const blank = declarations.find((declaration) => declaration.key.start === declaration.key.end);
    return blank ? this.#blankName('arg', head, blank) : new ArgInstruction(this.#source, head, declarations);
  }

  #blankName(kind: string, head: InstructionHead, place: { start: number; end: number }): Ast.Instruction {
    const message = `${kind.toUpperCase()} names can not be blank`;
    return this.invalid(head, { code: 'blank-name', message, start: place.start, end: place.end });
  }

  expose(head: InstructionHead, ports: readonly Ast.Word[]): Ast.Instruction {
    return this.#checked('expose', head) ?? new ExposeInstruction(this.#source, head, ports);
  }

  volume(head: InstructionHead, paths: readonly Ast.Argument[]): Ast.Instruction {
    if (paths.length === 0) {
      const message = 'VOLUME requires at least one argument';
      return this.invalid(head, { code: 'missing-argument', message, start: head.start, end: head.textEnd });
    }
    const invalid = this.#checked('volume', head);
    if (invalid) return invalid;
    const empty = paths.find((path) => trimSpace(textOf(path)) === '');
    if (!empty) return new VolumeInstruction(this.#source, head, paths);
    const message = 'VOLUME specified can not be an empty string';
    return this.invalid(head, { code: 'empty-volume', message, start: empty.start, end: empty.end });
  }

  user(head: InstructionHead, user: Ast.Word): Ast.Instruction {
    return this.#checked('user', head) ?? new UserInstruction(this.#source, head, user);
  }

  workdir(head: InstructionHead, path: Ast.Word): Ast.Instruction {
    return this.#checked('workdir', head) ?? new WorkdirInstruction(this.#source, head, path);
  }

  stopsignal(head: InstructionHead, signal: Ast.Word): Ast.Instruction {
    return new StopsignalInstruction(this.#source, head, signal);
  }

  maintainer(head: InstructionHead, name: Ast.Word): Ast.Instruction {
    return this.#checked('maintainer', head) ?? new MaintainerInstruction(this.#source, head, name);
  }

  healthcheck(head: InstructionHead, command: Ast.Command | undefined): Ast.Instruction {
    // Flags of HEALTHCHECK NONE are never looked at.
    if (command !== undefined) {
      const fault = flagFault('healthcheck', head.flags);
      if (fault) return this.invalid(head, fault);
      if (command.kind === 'exec-form' && command.args.length === 0) {
        const message = 'Missing command after HEALTHCHECK CMD';
        return this.invalid(head, { code: 'healthcheck-command', message, start: command.start, end: command.end });
      }
      const value = healthcheckFault(head.flags);
      if (value) return this.invalid(head, value);
    }
    return new HealthcheckInstruction(this.#source, head, command);
  }

  onbuild(head: InstructionHead, trigger: Ast.Instruction): Ast.Instruction {
    const invalid = this.#checked('onbuild', head);
    return invalid ?? new OnbuildInstruction(this.#source, head, trigger, this.#triggerText(head));
  }

  /** All after the keyword, flags of ONBUILD included; then the bodies of heredocs and their names. */
  #triggerText(head: InstructionHead): string {
    let text = head.place.triggerText;
    for (const heredoc of this.heredocs()) text += `\n${heredoc.content}${heredoc.name}`;
    return text;
  }

  invalid(head: InstructionHead, fault: Fault | undefined): Ast.InvalidNode {
    if (fault) this.faults.push({ ...fault, inTrigger: head.isTrigger });
    return new InvalidInstruction(this.#source, head, this.argumentsOf(head), this.heredocs());
  }

  heredocs(): readonly Ast.Heredoc[] {
    const tokens = this.tokens.filter((token) => token.tokenType === HeredocToken);
    return tokens.length === 0 ? NO_HEREDOCS : tokens.map((token) => token.payload as Ast.Heredoc);
  }

  /** The arguments of an instruction as far as the lexer split them. */
  argumentsOf(head: InstructionHead): readonly Ast.Argument[] {
    const args: Ast.Argument[] = [];
    for (const token of this.tokens) {
      if (token.startOffset < head.textStart || !ARGUMENT_TOKENS.has(token.tokenType.name)) continue;
      args.push(token.tokenType === StringToken ? this.string(token) : this.word(token));
    }
    return args;
  }

  #checked(kind: Ast.InstructionName, head: InstructionHead): Ast.InvalidNode | undefined {
    const fault = flagFault(kind, head.flags);
    return fault && this.invalid(head, fault);
  }
}

const ARGUMENT_TOKENS: ReadonlySet<string> = new Set([
  'Word',
  'As',
  'Assignment',
  'Name',
  'Rest',
  'String',
  'CheckCmd',
  'CheckNone',
]);

function valueRange(flags: readonly Ast.Flag[], name: string): Pick<Fault, 'start' | 'end'> {
  const flag = flags.find((f) => f.name === name);
  return { start: flag?.valueStart ?? 0, end: flag?.valueEnd ?? 0 };
}

function textOf(argument: Ast.Argument): string {
  return argument.kind === 'string' ? argument.value : argument.text;
}

function destinationFault(kind: string, destination: Ast.Argument): Fault | undefined {
  const heredoc = parseHeredocWord(textOf(destination));
  if (heredoc === undefined || 'fault' in heredoc) return undefined;
  const message = `${kind.toUpperCase()} cannot accept a heredoc as a destination`;
  return { code: 'heredoc-destination', message, start: destination.start, end: destination.end };
}

/** Tells paths from heredocs. A heredoc source stands for the last body of its name. */
function splitSources(
  args: readonly Ast.Argument[],
  bodies: readonly Ast.Heredoc[],
): Pick<CopyParts, 'sources' | 'heredocs'> {
  const sources = args.slice(0, -1);
  if (bodies.length === 0 && !sources.some((source) => textOf(source).includes('<<')))
    return { sources, heredocs: NO_HEREDOCS };
  const byName = new Map(bodies.map((body) => [body.name, body]));
  const paths: Ast.Argument[] = [];
  const heredocs: Ast.Heredoc[] = [];
  for (const source of sources) {
    const word = parseHeredocWord(textOf(source));
    if (word === undefined || 'fault' in word) paths.push(source);
    else heredocs.push(heredocOf(source, word, byName.get(word.name)));
  }
  const isSame = heredocs.length === bodies.length && heredocs.every((heredoc, i) => heredoc === bodies[i]);
  return { sources: paths, heredocs: isSame ? bodies : heredocs };
}

function heredocOf(
  source: Ast.Argument,
  word: { readonly name: string; readonly fd: number; readonly expand: boolean; readonly chomp: boolean },
  body: Ast.Heredoc | undefined,
): Ast.Heredoc {
  if (body?.start === source.start) return body;
  const { start, end } = source;
  const none = { content: '', bodyStart: end, bodyEnd: end, terminatorStart: end, terminatorEnd: end };
  return { kind: 'heredoc', ...none, ...body, start, end, ...word };
}
