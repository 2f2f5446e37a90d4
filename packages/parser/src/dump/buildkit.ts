import type * as Ast from '../ast/nodes.ts';
import { docLines } from '../ast/docs.ts';
import { heredocsOf } from '../ast/heredocs-of.ts';
import { instructionOnLine } from '../ast/instruction-at.ts';
import { flagValue } from '../check/flag-faults.ts';
import { detectSyntax } from '../detect-syntax.ts';
import { stopsLineParser } from '../fault.ts';
import { readJsonArray } from '../lexer/json-array.ts';
import { trimSpace } from '../lexer/space.ts';
import { type MountSpec, readMount } from '../mount/read-mount.ts';
import type { ParseResult } from '../parse-result.ts';
import { parseLogicalLine } from '../parse.ts';
import { nodeArguments } from './buildkit-arguments.ts';
import type { BuildkitDump, BuildkitError, BuildkitInstruction, BuildkitStage, BuildkitSub } from './buildkit-shape.ts';
import { originalLine } from './original-line.ts';
import { typedInstruction } from './buildkit-typed.ts';

/** What a text does not tell of its file. */
export interface BuildkitDumpOptions {
  /** Printed as is; left out when undefined. */
  readonly file?: string;
  /** Whether the file's bytes were valid UTF-8; true unless given. */
  readonly utf8?: boolean;
}

/**
 * What BuildKit's own parser says of the text, in the form of its Go structs, so that the two can be compared. A text
 * its line parser refuses has `error` and no instructions; one that fails later has `semError`.
 */
export function toBuildkit(result: ParseResult, options: BuildkitDumpOptions = {}): BuildkitDump {
  const head = { ...(options.file === undefined ? {} : { file: options.file }), utf8: options.utf8 ?? true };
  const syntax = detectSyntax(result.text)?.ref;
  const directives = result.ast.directives.map(({ name, value, start }) => ({
    name,
    value,
    line: result.lines.positionAt(start).line + 1,
  }));
  const top = {
    ...(syntax === undefined ? {} : { syntax }),
    ...(directives.length === 0 ? {} : { directives }),
  };
  const error = lineParserError(result);
  if (error !== undefined) return { ...head, error, ...top };
  const messages = invalidMessages(result);
  const instrs = result.ast.instructions.map((node) => dumpInstruction(result, node, messages.get(node)));
  const warnings = result.diagnostics
    .filter((diagnostic) => diagnostic.code === 'empty-continuation')
    .map(({ message, range }) => ({ msg: message, lines: [endLineAt(result, range.start.line)] }));
  const semError = instructionError(result, instrs);
  const stages = semError === undefined ? dumpStages(result) : [];
  return {
    ...head,
    escape: result.ast.escape,
    ...top,
    ...(warnings.length === 0 ? {} : { warnings }),
    instrs,
    ...(semError === undefined ? {} : { semError }),
    ...(stages.length === 0 ? {} : { stages }),
  };
}

/** BuildKit stops at the first of these; directives are looked at line by line with the rest. */
function lineParserError(result: ParseResult): BuildkitError | undefined {
  const diagnostic = result.diagnostics.find(({ code }) => stopsLineParser(code));
  if (diagnostic === undefined) return undefined;
  const { code, message, range } = diagnostic;
  return { phase: 'parse', msg: message, lines: errorLines(result, code, range.start.line) };
}

/** The lines BuildKit names: for directives and overlong lines the one before. */
function errorLines(result: ParseResult, code: string, line: number): readonly number[] {
  if (code === 'no-instructions') return [countLines(result)];
  if (code === 'duplicate-directive' || code === 'invalid-escape-directive' || code === 'line-too-long') return [line];
  const node = instructionOnLine(result.ast.instructions, line);
  if (node === undefined) return [line + 1];
  return lineNumbers(node.startLine, node.endLine);
}

function countLines({ text, lines }: ParseResult): number {
  return text === '' || text.endsWith('\n') ? lines.lineCount - 1 : lines.lineCount;
}

function endLineAt(result: ParseResult, line: number): number {
  const node = instructionOnLine(result.ast.instructions, line);
  return (node === undefined ? line : headEndLine(result, node)) + 1;
}

/** Last line of an instruction without its heredoc bodies. */
function headEndLine(result: ParseResult, node: Ast.Instruction): number {
  const first = heredocsOf(node)[0];
  return first === undefined ? node.endLine : result.lines.positionAt(Math.max(0, first.bodyStart - 1)).line;
}

function lineNumbers(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start + 1 }, (_, i) => start + i + 1);
}

function dumpInstruction(result: ParseResult, node: Ast.Instruction, err: string | undefined): BuildkitInstruction {
  const docs = docLines(result, node);
  const heredocs = heredocsOf(node).map(({ name, fd, expand, chomp, content }) => ({
    name,
    fd,
    expand,
    chomp,
    content,
  }));
  const sub = subInstruction(result, node);
  const typed = node.kind === 'invalid' ? undefined : typedInstruction(node, docs);
  const run = node.kind === 'run' ? dumpRun(node) : {};
  return {
    cmd: node.keyword.text,
    ...flagsOf(node),
    args: sub === undefined ? nodeArguments(node, result.ast.escape) : [sub.cmd, ...sub.args],
    ...(isJson(node) ? { json: true } : {}),
    orig: originalLine(result, node),
    ...(heredocs.length === 0 ? {} : { heredocs }),
    start: node.startLine + 1,
    end: node.endLine + 1,
    ...(docs.length === 0 ? {} : { comments: docs }),
    ...(sub === undefined ? {} : { sub }),
    ...typed,
    ...run,
    ...(err === undefined ? {} : { err }),
  };
}

function flagsOf(node: Ast.Instruction): { readonly flags?: readonly string[] } {
  if (node.flags.length === 0) return {};
  return { flags: node.flags.map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`)) };
}

function isJson(node: Ast.Instruction): boolean {
  const name = node.kind === 'invalid' ? node.of : node.kind;
  if (name === undefined || !JSON_FORMS.has(name)) return false;
  const text = name === 'healthcheck' ? afterType(node.text) : node.text;
  return text.startsWith('[') && typeof readJsonArray(text, 0, text.length) === 'object';
}

/** What follows the type word of HEALTHCHECK. */
function afterType(text: string): string {
  return trimSpace(text.replace(/^[^\t\n\v\f\r ]+/, ''));
}

const JSON_FORMS: ReadonlySet<string> = new Set([
  'run',
  'cmd',
  'entrypoint',
  'shell',
  'add',
  'copy',
  'volume',
  'healthcheck',
]);

function subInstruction(result: ParseResult, node: Ast.Instruction): BuildkitSub | undefined {
  const isOnbuild = node.kind === 'onbuild' || (node.kind === 'invalid' && node.of === 'onbuild');
  if (!isOnbuild || node.text === '') return undefined;
  const trigger = node.kind === 'onbuild' ? node.trigger : parseLogicalLine(node.text, result.ast.escape);
  const inner = subInstruction(result, trigger);
  return {
    cmd: trigger.keyword.text,
    ...flagsOf(trigger),
    args: inner === undefined ? nodeArguments(trigger, result.ast.escape) : [inner.cmd, ...inner.args],
    ...(isJson(trigger) ? { json: true } : {}),
    orig: node.text,
    start: 0,
    end: 0,
    ...(inner === undefined ? {} : { sub: inner }),
  };
}

function dumpRun(node: Ast.RunNode): Pick<BuildkitInstruction, 'mounts' | 'network' | 'security' | 'err'> {
  const mounts = node.mounts.map((mount) => readMount(mount));
  const fault = mounts.find((mount) => 'message' in mount);
  const network = flagValue(node.flags, 'network', 'default');
  const security = flagValue(node.flags, 'security', 'sandbox');
  const specs = mounts.filter((mount): mount is MountSpec => !('message' in mount));
  return {
    ...(specs.length === 0 || fault !== undefined ? {} : { mounts: specs.map(dumpMount) }),
    ...(network === 'default' ? {} : { network }),
    ...(security === 'sandbox' ? {} : { security }),
    ...(fault === undefined ? {} : { err: `mount: ${fault.message}` }),
  };
}

function dumpMount(mount: MountSpec): Record<string, unknown> {
  return {
    Type: mount.type,
    From: mount.from,
    Source: mount.source,
    Target: mount.target,
    ReadOnly: mount.readonly,
    SizeLimit: mount.size,
    CacheID: mount.id,
    CacheSharing: mount.sharing ?? '',
    Required: mount.required,
    Env: mount.env ?? null,
    Mode: mount.mode ?? null,
    UID: mount.uid ?? null,
    GID: mount.gid ?? null,
  };
}

/** The error that made a node invalid: diagnostics and nodes are both in source order. */
function invalidMessages(result: ParseResult): ReadonlyMap<Ast.Instruction, string> {
  const messages = new Map<Ast.Instruction, string>();
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  let i = 0;
  for (const node of result.ast.instructions) {
    while ((errors[i]?.range.start.offset ?? Infinity) < node.start) i++;
    const error = errors[i];
    if (node.kind === 'invalid' && error !== undefined && error.range.start.offset <= node.end)
      messages.set(node, error.message);
  }
  return messages;
}

/** The first instruction that BuildKit cannot turn into a stage or a command of one. */
function instructionError(result: ParseResult, instrs: readonly BuildkitInstruction[]): BuildkitError | undefined {
  let hasStage = false;
  for (const [i, node] of result.ast.instructions.entries()) {
    const lines = lineNumbers(node.startLine, node.endLine);
    if (node.kind === 'invalid') {
      const msg = `dockerfile parse error on line ${node.startLine + 1}: ${instrs[i]?.err ?? ''}`;
      return { phase: 'instr', msg, lines };
    }
    if (node.kind === 'from') hasStage = true;
    else if (!hasStage && node.kind !== 'arg')
      return { phase: 'stages', msg: 'no build stage in current context', lines };
  }
  return undefined;
}

function dumpStages(result: ParseResult): readonly BuildkitStage[] {
  const stages: { head: Omit<BuildkitStage, 'n'>; n: number }[] = [];
  for (const node of result.ast.instructions) {
    const last = stages.at(-1);
    if (node.kind === 'from') stages.push({ head: stageHead(result, node), n: 0 });
    else if (last !== undefined) last.n++;
  }
  return stages.map(({ head, n }) => ({ ...head, n }));
}

function stageHead(result: ParseResult, node: Ast.FromNode): Omit<BuildkitStage, 'n'> {
  const docs = docLines(result, node);
  const { Name, BaseName, Platform, DocComment } = typedInstruction(node, docs).typed as Readonly<
    Record<string, string>
  >;
  return {
    name: Name ?? '',
    base: BaseName ?? '',
    ...(Platform ? { platform: Platform } : {}),
    ...(DocComment ? { doc: DocComment } : {}),
  };
}
