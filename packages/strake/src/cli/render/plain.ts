import type { BuildEvent, Outcome } from '@strake/executor';
import type { Terminal } from '../terminal.ts';
import type { Renderer } from './renderer.ts';
import { formatDuration, formatSize } from './size.ts';
import { stepOf } from './step-of.ts';
import { settle, visible } from './visible.ts';

interface Step {
  readonly number: number;
  readonly label: string;
  startedAt: number;
  announced: boolean;
  /** Output since the last line break, by stream. */
  readonly pending: { stdout: string; stderr: string };
}

/** An event about a step, or about an image that is looked up. */
type StepEvent = Extract<BuildEvent, { readonly vertex: string } | { readonly ref: string }>;

/** `--progress plain`: one line per event, in the form BuildKit's users know; nothing is ever redrawn. */
export function plainRenderer(terminal: Terminal, now: () => number = Date.now): Renderer {
  /** By `stepOf`. */
  const steps = new Map<string, Step>();
  let last: Step | undefined;
  const add = (key: string, label: string): void => {
    if (!steps.has(key)) steps.set(key, newStep(steps.size + 1, label));
  };
  const announce = (step: Step): void => {
    if (last && last !== step) terminal.err('\n');
    if (!step.announced) terminal.err(`#${step.number} ${visible(step.label)}\n`);
    step.announced = true;
    last = step;
  };
  const line = (step: Step, text: string): void => {
    announce(step);
    terminal.err(`#${step.number} ${text}\n`);
  };
  const log = (step: Step, text: string): void =>
    line(step, `${((now() - step.startedAt) / 1000).toFixed(3)} ${visible(settle(text))}`);
  const show = (step: Step, event: StepEvent): void => {
    switch (event.type) {
      case 'lookup':
        announce(step);
        step.startedAt = event.at;
        break;
      case 'found':
        line(step, outcome(event.error === undefined ? 'done' : 'failed', event.at - step.startedAt, event.error));
        break;
      case 'started':
        step.startedAt = event.at;
        break;
      case 'progress': {
        const text = progressOf(event);
        if (text !== undefined) line(step, text);
        break;
      }
      case 'log': {
        const lines = (step.pending[event.stream] + event.text).split('\n');
        step.pending[event.stream] = lines.pop() ?? '';
        for (const text of lines) log(step, text);
        break;
      }
      case 'finished':
        for (const rest of Object.values(step.pending)) if (rest !== '') log(step, rest);
        line(step, outcome(event.outcome, event.at - step.startedAt, event.error));
    }
  };
  return {
    event(event) {
      if (event.type === 'plan') for (const { digest, label } of event.vertices) add(digest, label);
      if (event.type === 'lookup') add(stepOf(event), event.label);
      if (event.type === 'note') terminal.err(`note: ${visible(event.message)}\n`);
      if (!('vertex' in event) && !('ref' in event)) return;
      const step = steps.get(stepOf(event));
      if (step) show(step, event);
    },
    close() {},
  };
}

function newStep(number: number, label: string): Step {
  return { number, label, startedAt: 0, announced: false, pending: { stdout: '', stderr: '' } };
}

/** Where a download begins and where it ends. */
function progressOf({ part, current, total, unit }: Extract<BuildEvent, { type: 'progress' }>): string | undefined {
  if (unit !== 'bytes' || total === undefined || (current > 0 && current < total)) return undefined;
  return `${part} ${formatSize(current)} / ${formatSize(total)}${current > 0 ? ' done' : ''}`;
}

function outcome(how: Outcome, ms: number, error: string | undefined): string {
  switch (how) {
    case 'done':
      return `DONE ${formatDuration(ms)}`;
    case 'cached':
      return 'CACHED';
    case 'cancelled':
      return 'CANCELED';
    case 'failed':
      return `ERROR: ${error ?? 'failed'}`;
  }
}
