import type { Digest } from '@strake/core';
import type { BuildEvent, Outcome } from '@strake/executor';
import type { Terminal } from '../terminal.ts';
import type { Renderer } from './renderer.ts';
import { formatDuration } from './size.ts';
import { settle, visible } from './visible.ts';

interface Step {
  readonly number: number;
  readonly label: string;
  startedAt: number;
  announced: boolean;
  /** Output since the last line break, by stream. */
  readonly pending: { stdout: string; stderr: string };
}

/** `--progress plain`: one line per event, in the form BuildKit's users know; nothing is ever redrawn. */
export function plainRenderer(terminal: Terminal, now: () => number = Date.now): Renderer {
  const steps = new Map<Digest, Step>();
  let last: Step | undefined;
  const line = (step: Step, text: string): void => {
    if (last && last !== step) terminal.err('\n');
    if (!step.announced) terminal.err(`#${step.number} ${visible(step.label)}\n`);
    step.announced = true;
    last = step;
    terminal.err(`#${step.number} ${text}\n`);
  };
  const log = (step: Step, text: string): void =>
    line(step, `${((now() - step.startedAt) / 1000).toFixed(3)} ${visible(settle(text))}`);
  const finish = (step: Step, event: Extract<BuildEvent, { type: 'finished' }>): void => {
    for (const rest of Object.values(step.pending)) if (rest !== '') log(step, rest);
    line(step, outcome(event.outcome, event.at - step.startedAt, event.error));
  };
  return {
    event(event) {
      if (event.type === 'plan')
        for (const { digest, label } of event.vertices) steps.set(digest, newStep(steps.size + 1, label));
      if (event.type === 'note') terminal.err(`note: ${visible(event.message)}\n`);
      const step = 'vertex' in event ? steps.get(event.vertex) : undefined;
      if (!step) return;
      if (event.type === 'started') step.startedAt = event.at;
      if (event.type === 'finished') finish(step, event);
      if (event.type === 'log') {
        const lines = (step.pending[event.stream] + event.text).split('\n');
        step.pending[event.stream] = lines.pop() ?? '';
        for (const text of lines) log(step, text);
      }
    },
    close() {},
  };
}

function newStep(number: number, label: string): Step {
  return { number, label, startedAt: 0, announced: false, pending: { stdout: '', stderr: '' } };
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
