import { ArgumentError, type Diagnostic, type LineTable, lineTable } from '@strake/core';
import type { Dockerfile, Instruction } from './ast/nodes.ts';
import type { Fault } from './fault.ts';
import { createInstructionBuilder } from './grammar/build-instruction.ts';
import { FileLexer } from './lexer/file-lexer.ts';
import { singleLine } from './lexer/logical-line.ts';
import { tokenizeLine } from './lexer/tokenize.ts';
import type { ParseResult } from './parse-result.ts';

/**
 * Parses a Dockerfile. Total and deterministic: it never throws, every text has an AST, and problems are diagnostics.
 * Takes time linear in the length of the text. What is no string is an `ArgumentError`.
 */
export function parse(text: string): ParseResult {
  return parseWith(text, '\\');
}

/** What `parseInstruction` returns: one instruction, with offsets into the text given. */
export interface InstructionResult extends ParseResult {
  /** Undefined when the text is not exactly one instruction; the diagnostics say so. */
  readonly instruction: Instruction | undefined;
}

/**
 * Parses the text of one instruction, as ONBUILD triggers in image configs hold it. Default escape character: `\`,
 * whatever the file had that the trigger was written in.
 */
export function parseInstruction(text: string, options: { readonly escape?: '\\' | '`' } = {}): InstructionResult {
  const { ast, lines, diagnostics } = parseWith(text, options.escape ?? '\\', true);
  const { instructions } = ast;
  return { text, ast, lines, diagnostics, instruction: instructions.length === 1 ? instructions[0] : undefined };
}

/** Parses a logical line: no comments, no continuations, no heredoc bodies. */
export function parseLogicalLine(text: string, escape: '\\' | '`'): Instruction {
  const place = { triggerText: '', end: text.length, startLine: 0, endLine: 0, docs: [] };
  const line = tokenizeLine(singleLine(text, 0, text.length), escape, place);
  const builder = createInstructionBuilder({ text, escape });
  const node = builder.build(line);
  builder.release();
  return node;
}

function parseWith(text: string, escape: '\\' | '`', isFragment = false): ParseResult {
  if (typeof text !== 'string') throw new ArgumentError('parse: the text', 'a string', text);
  const lexer = new FileLexer(text, escape);
  const builder = createInstructionBuilder(lexer.source);
  const instructions: Instruction[] = [];
  for (let line = lexer.next(); line !== undefined; line = lexer.next()) instructions.push(builder.build(line));
  builder.release();
  const ast: Dockerfile = {
    kind: 'dockerfile',
    start: 0,
    end: text.length,
    escape: lexer.source.escape,
    directives: exact(lexer.directives),
    instructions: exact(instructions),
    comments: exact(lexer.comments),
  };
  const place = isFragment ? undefined : placeFault(text, instructions);
  const faults = [...lexer.faults, ...builder.faults, ...(place ? [place] : [])];
  return new ParsedFile(text, ast, faults);
}

const EMPTY: readonly never[] = [];

/** A copy without the spare room that growing left. */
function exact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? EMPTY : list.slice();
}

/** A `ParseResult` whose line table is made when it is first needed. */
class ParsedFile implements ParseResult {
  readonly text: string;
  readonly ast: Dockerfile;
  readonly diagnostics: readonly Diagnostic[];
  #lines: LineTable | undefined;

  constructor(text: string, ast: Dockerfile, faults: readonly Fault[]) {
    this.text = text;
    this.ast = ast;
    this.diagnostics = faults.length === 0 ? NO_DIAGNOSTICS : this.#diagnose(faults);
  }

  get lines(): LineTable {
    this.#lines ??= lineTable(this.text);
    return this.#lines;
  }

  #diagnose(faults: readonly Fault[]): readonly Diagnostic[] {
    return faults
      .toSorted((a, b) => a.start - b.start)
      .map((fault) => ({
        code: fault.code,
        severity: severityOf(fault),
        message: fault.message,
        range: this.lines.rangeOf(fault),
        ...(fault.hint === undefined ? {} : { hint: fault.hint }),
      }));
  }
}

const NO_DIAGNOSTICS: readonly Diagnostic[] = [];

/** BuildKit looks into the trigger of an ONBUILD when an image is built on this one. */
function severityOf(fault: Fault & { readonly inTrigger?: boolean }): 'error' | 'warning' {
  return fault.code === 'empty-continuation' || fault.inTrigger === true ? 'warning' : 'error';
}

/** What is wrong with the order of the instructions. */
function placeFault(text: string, instructions: readonly Instruction[]): Fault | undefined {
  if (instructions.length === 0)
    return { code: 'no-instructions', message: 'file with no instructions', start: text.length, end: text.length };
  const first = instructions.find((instruction) => instruction.kind !== 'arg');
  // An invalid line may well have been meant as FROM.
  if (first === undefined || first.kind === 'from' || first.kind === 'invalid') return undefined;
  return {
    code: 'no-build-stage',
    message: 'no build stage in current context',
    start: first.start,
    end: first.keyword.end,
    hint: 'a FROM must come first; only ARG may stand before it',
  };
}
