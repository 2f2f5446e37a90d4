import { resolve } from 'node:path';
import type { FormatOptions, ParseResult } from '@strake/parser';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { findFiles } from '../files/find-files.ts';
import { readText, type TextFile } from '../files/read-text.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { parseCount } from '../options/values.ts';

export const fmtCommand: Command = {
  spec: {
    name: 'fmt',
    summary: 'Format Dockerfiles; what they build stays the same.',
    usage: '[OPTIONS] [FILE | DIRECTORY | GLOB | -]...',
    positionals: { min: 0, max: Infinity, completes: 'file' },
    flags: [
      { name: 'check', type: 'boolean', help: 'Write nothing; name what is not formatted and exit with 1' },
      {
        name: 'diff',
        type: 'boolean',
        help: 'Write nothing; print what would change and exit with 0, or 1 with --check',
      },
      {
        name: 'file',
        short: 'f',
        type: 'list',
        value: 'FILE',
        help: 'The same as naming FILE without a flag',
        completes: 'file',
      },
      {
        name: 'keyword-case',
        type: 'string',
        value: 'CASE',
        help: 'Case of instructions (default upper)',
        choices: ['upper', 'lower', 'keep'],
      },
      { name: 'indent', type: 'string', value: 'N', help: 'Blanks before continued arguments, up to 40 (default 4)' },
      { name: 'blank-lines', type: 'string', value: 'N', help: 'Most empty lines in a row, up to 40 (default 1)' },
      { name: 'json', type: 'boolean', help: 'Print as JSON what became of each file' },
      { name: 'help', short: 'h', type: 'boolean', help: 'Show this help' },
    ],
    examples: [
      { command: 'strake fmt', does: 'Format every Dockerfile below the working directory' },
      { command: 'strake fmt --check .', does: 'In CI: fail when one is not formatted' },
      { command: 'strake fmt --diff Dockerfile', does: 'See what would change' },
      { command: 'strake fmt - < Dockerfile', does: 'From standard input to standard output' },
    ],
  },
  run,
};

interface Formatted {
  readonly file: TextFile;
  /** Absent when the file has errors: it stays as it is. */
  readonly text?: string;
  readonly result: ParseResult;
}

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const style = styleOf(options);
  const names = await findFiles([...options.list('file'), ...options.positionals], context.cwd);
  const all: Formatted[] = [];
  for (const name of names) {
    context.signal.throwIfAborted();
    const formatted = await formatFile(await readText(name, context), style);
    all.push(formatted);
    await report(formatted, options, context);
  }
  if (options.boolean('json')) context.terminal.out(`${JSON.stringify({ files: all.map(describe) }, null, 2)}\n`);
  return conclude(all, options, context);
}

function styleOf(options: ParsedOptions): FormatOptions {
  const indent = parseCount('--indent', options.string('indent'), 40);
  const blankLines = parseCount('--blank-lines', options.string('blank-lines'), 40);
  const keywordCase = options.string('keyword-case') as FormatOptions['keywordCase'];
  return {
    ...(keywordCase === undefined ? {} : { keywordCase }),
    ...(indent === undefined ? {} : { indent }),
    ...(blankLines === undefined ? {} : { blankLines }),
  };
}

async function formatFile(file: TextFile, style: FormatOptions): Promise<Formatted> {
  const { format, parse } = await import('@strake/parser');
  const result = parse(file.text);
  const isWrong = result.diagnostics.some(({ severity }) => severity === 'error');
  return isWrong || !file.utf8 ? { file, result } : { file, result, text: format(file.text, style) };
}

function isChanged({ file, text }: Formatted): boolean {
  return text !== undefined && text !== file.text;
}

/** Writes one file or says what is to be said of it. */
async function report(formatted: Formatted, options: ParsedOptions, context: CommandContext): Promise<void> {
  const { file, text } = formatted;
  const { out } = context.terminal;
  const quiet = options.boolean('json') === true;
  if (text === undefined) return complain(formatted, context);
  if (options.boolean('diff')) {
    if (isChanged(formatted) && !quiet) out(await diffOf(file, text));
    return;
  }
  if (options.boolean('check')) {
    if (isChanged(formatted) && !quiet) out(`${file.name}\n`);
    return;
  }
  if (file.name === '-') return quiet ? undefined : out(text);
  if (!isChanged(formatted)) return;
  await replaceFile(resolve(context.cwd, file.name), text);
  if (!quiet) out(`${file.name}\n`);
}

async function complain({ file, result }: Formatted, { terminal }: CommandContext): Promise<void> {
  const { renderDiagnostic } = await import('../render/failure.ts');
  if (!file.utf8) {
    terminal.err(`${terminal.style(['bold', 'red'], 'error')}: ${file.name} is not UTF-8; it stays as it is\n`);
    return;
  }
  for (const diagnostic of result.diagnostics)
    if (diagnostic.severity === 'error') terminal.err(renderDiagnostic(diagnostic, file, terminal));
}

async function diffOf(file: TextFile, text: string): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const name = file.name === '-' ? 'stdin' : file.name;
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, file.text, text, '', '', { headerOptions: FILE_HEADERS_ONLY });
}

function describe(formatted: Formatted): unknown {
  const { file, text, result } = formatted;
  return {
    file: file.name,
    changed: isChanged(formatted),
    ...(file.name === '-' && text !== undefined ? { text } : {}),
    ...(file.utf8 ? {} : { utf8: false }),
    diagnostics: result.diagnostics,
  };
}

function conclude(all: readonly Formatted[], options: ParsedOptions, { terminal }: CommandContext): number {
  if (all.some(({ text }) => text === undefined)) return ExitCode.dockerfile;
  const changed = all.filter(isChanged).length;
  if (!options.boolean('check') || changed === 0) return ExitCode.ok;
  terminal.err(
    `${changed} of ${all.length} ${all.length === 1 ? 'file is' : 'files are'} not formatted; strake fmt does it\n`,
  );
  return ExitCode.findings;
}
