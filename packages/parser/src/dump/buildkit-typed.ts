import { describeName } from '../ast/docs.ts';
import type * as Ast from '../ast/nodes.ts';
import { flagValue } from '../check/flag-faults.ts';
import { parseGoDuration } from '../check/go-duration.ts';
import { chompHeredoc } from '../heredoc.ts';
import { trimSpace } from '../lexer/space.ts';

/** A struct of BuildKit's package `instructions` as Go would print it in JSON. */
export interface BuildkitTyped {
  readonly type: string;
  readonly typed: Readonly<Record<string, unknown>>;
}

/** BuildKit's typed form of a valid instruction. `docs` are its doc comments as BuildKit reads them. */
export function typedInstruction(
  node: Exclude<Ast.Instruction, Ast.InvalidNode>,
  docs: readonly string[],
): BuildkitTyped {
  switch (node.kind) {
    case 'from':
      return { type: 'Stage', typed: stage(node, docs) };
    case 'run':
      return { type: 'RunCommand', typed: { ...commandLine(node, []), FlagsUsed: flagsUsed(node.flags) } };
    case 'cmd':
      return { type: 'CmdCommand', typed: commandLine(node, []) };
    case 'entrypoint':
      return { type: 'EntrypointCommand', typed: commandLine(node, null) };
    case 'shell':
      return { type: 'ShellCommand', typed: { Shell: node.command.args.map((arg) => arg.value) } };
    case 'copy':
      return { type: 'CopyCommand', typed: copyCommand(node) };
    case 'add':
      return { type: 'AddCommand', typed: addCommand(node) };
    case 'env':
      return { type: 'EnvCommand', typed: { Env: node.entries.map(keyValue) } };
    case 'label':
      return { type: 'LabelCommand', typed: { Labels: node.entries.map(keyValue) } };
    case 'arg':
      return { type: 'ArgCommand', typed: { Args: node.declarations.map((d) => argument(d, docs)) } };
    case 'expose':
      return { type: 'ExposeCommand', typed: { Ports: node.ports.map((port) => port.text).sort(byCodePoint) } };
    case 'volume':
      return { type: 'VolumeCommand', typed: { Volumes: node.paths.map((path) => trimSpace(textOf(path))) } };
    case 'user':
      return { type: 'UserCommand', typed: { User: node.user.text } };
    case 'workdir':
      return { type: 'WorkdirCommand', typed: { Path: node.path.text } };
    case 'stopsignal':
      return { type: 'StopSignalCommand', typed: { Signal: node.signal.text } };
    case 'maintainer':
      return { type: 'MaintainerCommand', typed: { Maintainer: node.name.text } };
    case 'healthcheck':
      return { type: 'HealthCheckCommand', typed: { Health: health(node) } };
    case 'onbuild':
      return { type: 'OnbuildCommand', typed: { Expression: node.triggerText } };
  }
}

function stage(node: Ast.FromNode, docs: readonly string[]): Record<string, unknown> {
  const name = node.alias?.text.toLowerCase() ?? '';
  return {
    BaseName: node.image.text,
    DocComment: describeName(docs, name),
    Name: name,
    Platform: flagValue(node.flags, 'platform'),
  };
}

function commandLine(
  node: Ast.RunNode | Ast.CmdNode | Ast.EntrypointNode,
  empty: readonly string[] | null,
): Record<string, unknown> {
  const { command } = node;
  const isExec = command.kind === 'exec-form';
  const words = isExec ? command.args.map((arg) => arg.value) : command.text === '' ? [] : [command.text];
  const files = node.kind === 'run' ? node.heredocs : [];
  return {
    CmdLine: words.length === 0 ? empty : words,
    Files: orNull(files.map((file) => ({ Name: file.name, Data: file.content, Chomp: file.chomp }))),
    PrependShell: !isExec,
  };
}

function flagsUsed(flags: readonly Ast.Flag[]): readonly string[] {
  return [...new Set(flags.map((flag) => flag.name))].sort();
}

function sourcesAndDestination(node: Ast.CopyNode | Ast.AddNode): Record<string, unknown> {
  const contents = node.heredocs.map((heredoc) => ({
    Path: heredoc.name,
    Data: heredoc.chomp ? chompHeredoc(heredoc.content) : heredoc.content,
    Expand: heredoc.expand,
  }));
  return {
    DestPath: textOf(node.destination),
    SourcePaths: orNull(node.sources.map(textOf)),
    SourceContents: orNull(contents),
  };
}

function copyCommand(node: Ast.CopyNode): Record<string, unknown> {
  return {
    ...sourcesAndDestination(node),
    From: flagValue(node.flags, 'from'),
    Chown: flagValue(node.flags, 'chown'),
    Chmod: flagValue(node.flags, 'chmod'),
    Link: booleanFlag(node.flags, 'link') ?? false,
    ExcludePatterns: excludePatterns(node.flags),
    Parents: booleanFlag(node.flags, 'parents') ?? false,
  };
}

function addCommand(node: Ast.AddNode): Record<string, unknown> {
  return {
    ...sourcesAndDestination(node),
    Chown: flagValue(node.flags, 'chown'),
    Chmod: flagValue(node.flags, 'chmod'),
    Link: booleanFlag(node.flags, 'link') ?? false,
    ExcludePatterns: excludePatterns(node.flags),
    KeepGitDir: booleanFlag(node.flags, 'keep-git-dir') ?? null,
    Checksum: flagValue(node.flags, 'checksum'),
    Unpack: booleanFlag(node.flags, 'unpack') ?? null,
  };
}

function booleanFlag(flags: readonly Ast.Flag[], name: string): boolean | undefined {
  const flag = flags.find((f) => f.name === name);
  return flag && flag.value?.toLowerCase() !== 'false';
}

function excludePatterns(flags: readonly Ast.Flag[]): readonly string[] | null {
  return orNull(flags.filter((flag) => flag.name === 'exclude').map((flag) => flag.value ?? ''));
}

function keyValue(entry: Ast.KeyValue): Record<string, unknown> {
  return { Key: entry.key.text, Value: entry.value.text, NoDelim: entry.legacy };
}

function argument(declaration: Ast.ArgDeclaration, docs: readonly string[]): Record<string, unknown> {
  const key = declaration.key.text;
  return { Key: key, Value: declaration.value?.text ?? null, DocComment: describeName(docs, key) };
}

function health(node: Ast.HealthcheckNode): Record<string, unknown> {
  const { command } = node;
  if (command === undefined) return { Test: ['NONE'] };
  const test =
    command.kind === 'exec-form' ? ['CMD', ...command.args.map((a) => a.value)] : ['CMD-SHELL', command.text];
  const fields = {
    Interval: nanoseconds(node.flags, 'interval'),
    Timeout: nanoseconds(node.flags, 'timeout'),
    StartPeriod: nanoseconds(node.flags, 'start-period'),
    StartInterval: nanoseconds(node.flags, 'start-interval'),
    Retries: Number(flagValue(node.flags, 'retries', '0')),
  };
  return { Test: test, ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== 0)) };
}

function nanoseconds(flags: readonly Ast.Flag[], name: string): number {
  const duration = parseGoDuration(flagValue(flags, name, '0'));
  return 'fault' in duration ? 0 : Number(duration.nanoseconds);
}

function textOf(argument: Ast.Argument): string {
  return argument.kind === 'string' ? argument.value : argument.text;
}

function orNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

/** Go's order of strings. */
function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const at = left.findIndex((char, i) => char !== right[i]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}
