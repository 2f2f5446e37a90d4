import { type Diagnostic, excerpt, type Range, StrakeError } from '@strake/core';
import { ExecutorError, StepError } from '@strake/executor';
import { BuildError, type SourceText } from '../../error.ts';
import { shortageHint } from '../shortage.ts';
import type { Terminal } from '../terminal.ts';
import { visible } from './visible.ts';

/** A failure as people read it: what, where in the source, the last output, what to do. */
export function renderFailure(error: unknown, terminal: Terminal): string {
  if (error instanceof BuildError && error.source && error.diagnostics.length > 0) {
    const { source } = error;
    return error.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, source, terminal)).join('\n');
  }
  const lines = [`${terminal.style(['bold', 'red'], 'error')}: ${visible(messageOf(error))}`];
  const step = find(error, StepError);
  if (step) lines.push(...lastOutput(step, terminal));
  if (error instanceof BuildError && error.source && error.at) lines.push(...place(error.source, error.at, terminal));
  const hint = hintOf(error);
  if (hint !== undefined) lines.push(`${terminal.style('cyan', 'hint')}: ${visible(hint)}`);
  return `${lines.join('\n')}\n`;
}

/** A failure as `--json` prints it. */
export function failureReport(error: unknown): { readonly error: object } {
  const code = error instanceof StrakeError ? error.code : 'INTERNAL';
  const hint = hintOf(error);
  const step = find(error, StepError);
  const diagnostics = error instanceof BuildError ? error.diagnostics : [];
  return {
    error: {
      ...{ code, message: messageOf(error), ...(hint === undefined ? {} : { hint }) },
      ...(step ? { step: stepReport(step, error) } : {}),
      diagnostics,
    },
  };
}

/** The step that failed: where its instruction stands, and of a command how it ended and what it said last. */
function stepReport(step: StepError, error: unknown): object {
  const { exitCode, output, log } = find(step, ExecutorError)?.data ?? {};
  const known = Object.entries({ exitCode, output, log }).filter(([, value]) => value !== undefined);
  const { source, at } = error instanceof BuildError ? error : {};
  const place = source && at ? { file: source.name, range: at } : {};
  return { name: step.label, ...place, ...Object.fromEntries(known) };
}

export function renderDiagnostic(diagnostic: Diagnostic, source: SourceText, terminal: Terminal): string {
  const colour = diagnostic.severity === 'error' ? 'red' : 'yellow';
  const lines = [
    `${terminal.style(['bold', colour], diagnostic.severity)}: ${visible(diagnostic.message)} ${terminal.style('dim', `[${diagnostic.code}]`)}`,
    ...place(source, diagnostic.range, terminal),
  ];
  for (const related of diagnostic.related ?? []) {
    lines.push(`  ${related.message}:`, ...place(source, related.range, terminal));
  }
  if (diagnostic.hint !== undefined) lines.push(`${terminal.style('cyan', 'hint')}: ${visible(diagnostic.hint)}`);
  return `${lines.join('\n')}\n`;
}

/** Columns beside an excerpt, its numbers among them. */
const GUTTER = 8;

function place(source: SourceText, range: Range, terminal: Terminal): readonly string[] {
  const room = terminal.isTTY ? Math.max(20, terminal.columns() - GUTTER) : undefined;
  const lines = excerpt(source.text, range, 1, room);
  const width = Math.max(...lines.map((line) => (line.kind === 'source' ? String(line.number).length : 0)));
  const gutter = (text: string): string => terminal.style('dim', `${text.padStart(width)} │`);
  return [
    `${' '.repeat(width)} ${terminal.style('dim', '╭─')} ${source.name}:${range.start.line + 1}:${range.start.character + 1}`,
    ...lines.map((line) =>
      line.kind === 'source'
        ? `${gutter(String(line.number))} ${line.text}`
        : `${gutter('')} ${terminal.style('red', line.text)}`,
    ),
  ];
}

function lastOutput(step: StepError, terminal: Terminal): readonly string[] {
  const cause = find(step, ExecutorError);
  const output = cause?.data['output'];
  const title = terminal.style('dim', `in ${visible(step.label)}`);
  if (!Array.isArray(output) || output.every((line) => line === '')) return [title];
  const log = cause?.data['log'];
  return [
    title,
    ...output.map((line) => `  ${terminal.style('dim', '│')} ${visible(String(line))}`),
    ...(typeof log === 'string' ? [terminal.style('dim', `all output: ${visible(log)}`)] : []),
  ];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The first hint along the chain of causes. Packages know no environment, so how the store's place is chosen is said here. */
function hintOf(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause)
    if (e instanceof StrakeError && e.hint !== undefined)
      return e.hint.replace('another place for the store', '$& with STRAKE_HOME');
  return shortageHint(error);
}

function find<E extends Error>(error: unknown, type: abstract new (...args: never[]) => E): E | undefined {
  for (let e = error; e instanceof Error; e = e.cause) if (e instanceof type) return e;
  return undefined;
}
