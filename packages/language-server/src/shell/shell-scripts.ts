import type { Command, Heredoc, Instruction, ParseResult } from '@strake/parser';
import type { ParsedScript } from 'unbash';
import type { Span } from '../document/places.ts';
import type { Layout, Stage } from '../model/layout.ts';
import { type ParsedShell, parsedShell } from './parsed-shell.ts';
import type { ShellUse } from './shell-uses.ts';

/** Shell text of an instruction. `text[i]` stands at `start + i` in the file. */
export interface ShellScript extends Span {
  readonly text: string;
  /** Made when first asked for. */
  tree(): ParsedScript;
  /** The variables that it takes from its environment; offsets into `text`. */
  uses(): readonly ShellUse[];
}

export type ShellScripts = ReadonlyMap<Instruction, readonly ShellScript[]>;

// A longer script is data: highlighting it is not worth the time.
const LONGEST = 200_000;
const POSIX = /(?:^|[\\/])(?:ba|da|a|z|k)?sh(?:\.exe)?$/i;

/** The shell scripts of all instructions that run under a POSIX shell, as far as SHELL and `#!` tell. */
export function shellScriptsOf(parse: ParseResult, { stages }: Layout): ShellScripts {
  const scripts = new Map<Instruction, readonly ShellScript[]>();
  const isPosixAfter = new Map<Stage, boolean>();
  for (const stage of stages) {
    let isPosix = (stage.base && isPosixAfter.get(stage.base)) ?? startsPosix(parse, stage);
    for (const node of stage.instructions) {
      if (node.kind === 'shell') isPosix = POSIX.test(node.command.args[0]?.value ?? '');
      else if (isPosix) {
        const found = scriptsIn(parse, node);
        if (found.length > 0) scripts.set(node, found);
      }
    }
    isPosixAfter.set(stage, isPosix);
  }
  return scripts;
}

/** Files with the backtick escape and images of Windows begin with `cmd`. */
function startsPosix({ ast }: ParseResult, { image }: Stage): boolean {
  return ast.escape === '\\' && !/windows|nanoserver|servercore/i.test(image);
}

function scriptsIn(parse: ParseResult, node: Instruction): readonly ShellScript[] {
  if (node.kind === 'onbuild') return scriptsIn(parse, node.trigger);
  const command = commandOf(node);
  if (command?.kind !== 'shell-form' || command.end - command.start > LONGEST) return [];
  const heredocs = node.kind === 'run' ? node.heredocs : [];
  const [only] = heredocs;
  if (only !== undefined && command.text.trim() === parse.text.slice(only.start, only.end)) return bodyScript(only);
  const end = heredocs.reduce((last, heredoc) => Math.max(last, heredoc.terminatorEnd), command.end);
  const line = maskedLines(parse, command);
  return [createScript(command.start, line + parse.text.slice(command.end, end))];
}

/** A heredoc alone is the script, unless its first line names an interpreter that is no shell. */
function bodyScript({ content, bodyStart }: Heredoc): readonly ShellScript[] {
  const interpreter = /^\s*#!\s*(\S+)(?:\s+(\S+))?/.exec(content);
  const program = interpreter?.[1]?.endsWith('/env') === true ? interpreter[2] : interpreter?.[1];
  return program === undefined || POSIX.test(program) ? [createScript(bodyStart, content)] : [];
}

function commandOf(node: Instruction): Command | undefined {
  switch (node.kind) {
    case 'run':
    case 'cmd':
    case 'entrypoint':
    case 'healthcheck':
      return node.command;
    default:
      return undefined;
  }
}

function createScript(start: number, text: string): ShellScript {
  let parsed: ParsedShell | undefined;
  return {
    start,
    end: start + text.length,
    text,
    tree: () => (parsed ??= parsedShell(text)).tree,
    uses: () => (text.includes('$') ? (parsed ??= parsedShell(text)).uses : []),
  };
}

/** The text of a command with blanks in place of what the shell never sees: comments, empty lines, continuations. */
function maskedLines({ text, ast }: ParseResult, { start, end }: Span): string {
  const source = text.slice(start, end);
  if (!source.includes('\n')) return source;
  const lines = source.split(/(?<=\n)/);
  return lines
    .map((line, index) => (index < lines.length - 1 ? maskedLine(line, ast.escape, index > 0) : line))
    .join('');
}

function maskedLine(line: string, escape: string, canBeComment: boolean): string {
  if (/^\s*$/.test(line) || (canBeComment && /^\s*#/.test(line))) return ' '.repeat(line.length);
  const words = line.trimEnd();
  // The shell knows this form itself, and joins words by it.
  if (escape === '\\' && line.endsWith('\\\n')) return line;
  const kept = words.endsWith(escape) ? words.slice(0, -1) : words;
  return kept + ' '.repeat(line.length - kept.length);
}
