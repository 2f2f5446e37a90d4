import type { Outcome } from '@strake/executor';
import truncatedWidth from 'fast-string-truncated-width';
import type { Terminal } from '../terminal.ts';
import { formatDuration, formatSize } from './size.ts';
import { settle, visible } from './visible.ts';

/** A step as the live display sees it, or what is done before there are steps. */
export interface StepView {
  readonly label: string;
  /** Whether it is one of the build's steps. */
  readonly isStep: boolean;
  state: 'waiting' | 'running' | Outcome;
  startedAt: number;
  finishedAt: number;
  /** Last complete lines of output, then the unfinished one. */
  tail: string[];
  /** Parts in progress, e.g. layers being fetched. */
  readonly parts: Map<string, { readonly current: number; readonly total?: number; readonly unit: 'bytes' | 'files' }>;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const LOG_LINES = 6;

/** The lines of the live region: a headline, each running step with its last output; never more than `rows`. */
export function frame(
  steps: readonly StepView[],
  startedAt: number,
  now: number,
  terminal: Terminal,
): readonly string[] {
  const columns = terminal.columns() - 1;
  const running = steps.flatMap(runningView);
  const room = Math.max(1, Math.min(LOG_LINES, Math.floor((terminal.rows() - 2) / Math.max(1, running.length)) - 1));
  const body = running.flatMap((step) => [stepLine(step, now, terminal), ...details(step, room, columns, terminal)]);
  return [...body.slice(0, Math.max(0, terminal.rows() - 2)), headline(steps, startedAt, now, terminal)];
}

/** Layers of a base are fetched when a later step needs them: then its own goes on. */
function runningView(step: StepView): readonly StepView[] {
  if (step.state === 'running') return [step];
  return step.parts.size > 0 ? [{ ...step, state: 'running' }] : [];
}

/** A step's line: mark, title, and at the right how long it took. */
export function stepLine(step: StepView, now: number, terminal: Terminal): string {
  const right = rightOf(step, now);
  const columns = terminal.columns() - 1;
  const title = fit(step.label, columns - right.length - 4);
  const gap = ' '.repeat(Math.max(1, columns - 3 - width(title) - right.length));
  return ` ${mark(step, now, terminal)} ${title}${gap}${terminal.style('dim', right)}`;
}

function details(step: StepView, room: number, columns: number, terminal: Terminal): readonly string[] {
  const parts = [...step.parts].slice(-room).map(([name, part]) => `${name} ${progressBar(part, terminal)}`);
  const lines = step.tail.map((line) => visible(settle(line))).filter((line) => line !== '');
  return [...parts, ...lines]
    .slice(-room)
    .map((line) => `   ${terminal.style('dim', '│')} ${fit(line, columns - 6)}${terminal.style('reset', '')}`);
}

function progressBar(
  part: { readonly current: number; readonly total?: number; readonly unit: 'bytes' | 'files' },
  terminal: Terminal,
): string {
  const amount = (n: number): string => (part.unit === 'bytes' ? formatSize(n) : `${n} files`);
  if (!part.total) return amount(part.current);
  const filled = Math.round((Math.min(part.current, part.total) / part.total) * 20);
  const bar = terminal.style('cyan', '━'.repeat(filled)) + terminal.style('dim', '━'.repeat(20 - filled));
  return `${bar} ${amount(part.current)} / ${amount(part.total)}`;
}

function headline(steps: readonly StepView[], startedAt: number, now: number, terminal: Terminal): string {
  const own = steps.filter(({ isStep }) => isStep);
  const ended = own.filter((step) => step.state !== 'waiting' && step.state !== 'running').length;
  const cached = own.filter((step) => step.state === 'cached').length;
  const counts =
    own.length === 0 ? 'planning' : `${ended}/${own.length} steps${cached > 0 ? `, ${cached} cached` : ''}`;
  return ` ${terminal.style('bold', 'strake')} ${terminal.style('dim', `${counts} · ${formatDuration(now - startedAt)}`)}`;
}

function rightOf(step: StepView, now: number): string {
  if (step.state === 'cached') return 'CACHED';
  if (step.state === 'cancelled') return 'CANCELED';
  return formatDuration((step.state === 'running' ? now : step.finishedAt) - step.startedAt);
}

function mark(step: StepView, now: number, terminal: Terminal): string {
  switch (step.state) {
    case 'done':
    case 'cached':
      return terminal.style('green', '✔');
    case 'failed':
      return terminal.style('red', '✘');
    case 'cancelled':
      return terminal.style('yellow', '◌');
    case 'waiting':
      return ' ';
    case 'running':
      return terminal.style('cyan', SPINNER[Math.floor(now / 80) % SPINNER.length] ?? '');
  }
}

/** `text` cut to `limit` columns, with an ellipsis where something is missing. */
function fit(text: string, limit: number): string {
  const cut = truncatedWidth(text, { limit: Math.max(1, limit), ellipsis: '…', ellipsisWidth: 1 });
  return cut.truncated ? `${text.slice(0, cut.index)}${cut.ellipsed ? '…' : ''}` : text;
}

function width(text: string): number {
  return truncatedWidth(text).width;
}
