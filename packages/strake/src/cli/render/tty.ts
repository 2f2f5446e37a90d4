import type { BuildEvent } from '@strake/executor';
import type { Terminal } from '../terminal.ts';
import { frame, type StepView, stepLine } from './frame.ts';
import { stepOf } from './step-of.ts';
import { visible } from './visible.ts';
import type { Renderer } from './renderer.ts';

const FRAME_MS = 50;
const MAX_LINE = 8192;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** The live display: finished steps scroll up and stay, running ones are redrawn below them. */
export function ttyRenderer(terminal: Terminal, now: () => number = Date.now): Renderer {
  /** By `stepOf`. */
  const steps = new Map<string, StepView>();
  const startedAt = now();
  let drawn = 0;
  const finished: string[] = [];
  const draw = (live: boolean): void => {
    const lines = live ? frame([...steps.values()], startedAt, now(), terminal) : [];
    const up = drawn > 0 ? `\u001b[${drawn}A\r` : '\r';
    // Over what was drawn before: of a screen that is cleared, tmux keeps all there was.
    terminal.err(`${up}${[...finished.splice(0), ...lines].map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
    drawn = lines.length;
  };
  const timer = setInterval(() => draw(true), FRAME_MS);
  timer.unref();
  terminal.err(HIDE_CURSOR);
  return {
    event(event) {
      if (event.type === 'plan')
        for (const { digest, label } of event.vertices) steps.set(digest, newStep(visible(label), true));
      if (event.type === 'note')
        finished.push(` ${terminal.style('yellow', '!')} ${terminal.style('dim', visible(event.message))}`);
      if (event.type === 'lookup') steps.set(stepOf(event), newStep(visible(event.label), false));
      const step = steps.get(stepOf(event));
      if (!step) return;
      update(step, event);
      if (event.type === 'finished' || event.type === 'found') finished.push(stepLine(step, event.at, terminal));
    },
    close() {
      clearInterval(timer);
      draw(false);
      terminal.err(SHOW_CURSOR);
    },
  };
}

function newStep(label: string, isStep: boolean): StepView {
  return { label, isStep, state: 'waiting', startedAt: 0, finishedAt: 0, tail: [], parts: new Map() };
}

function update(step: StepView, event: BuildEvent): void {
  switch (event.type) {
    case 'started':
    case 'lookup':
      step.state = 'running';
      step.startedAt = event.at;
      break;
    case 'finished':
      if (event.outcome !== 'done' && event.outcome !== 'cached') step.parts.clear();
      step.state = event.outcome;
      step.finishedAt = event.at;
      break;
    case 'found':
      step.state = event.error === undefined ? 'done' : 'failed';
      step.finishedAt = event.at;
      break;
    case 'log':
      step.tail = appendLog(step.tail, event.text);
      break;
    case 'progress':
      step.parts.delete(event.part);
      if (event.total === undefined || event.current < event.total) step.parts.set(event.part, event);
      break;
    case 'plan':
    case 'note':
    case 'warning':
      break;
  }
}

function appendLog(tail: readonly string[], text: string): string[] {
  const lines = ((tail.at(-1) ?? '') + text).slice(-MAX_LINE).split('\n');
  return [...tail.slice(0, -1), ...lines].slice(-12);
}
