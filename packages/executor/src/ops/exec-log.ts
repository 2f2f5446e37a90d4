import type { Digest } from '@strake/core';
import type { RunIO } from '@strake/sandbox/ports';
import type { OpContext } from './context.ts';
import { createMasks, type Mask } from './exec-mask.ts';
import { createOutputTail } from './output-tail.ts';

/** Characters of a step's output that are shown live where all of it is kept elsewhere. */
const LIVE_LIMIT = 2 * 1024 * 1024;
/** Characters shown at the end of what was cut. */
const LIVE_END = 4096;

/** The output of a step on its way: to events, to the log on disk, to the error that may come. */
export interface ExecLog {
  readonly io: RunIO;
  /** The last lines. */
  tail(): readonly string[];
  /** Where all of it is kept. */
  readonly place: string | undefined;
  /** Passes on what is left. Call once, when the command has ended. */
  finish(): void;
}

type Stream = 'stdout' | 'stderr';

/** Decodes output as UTF-8 across chunk borders and hides `secrets` in it. */
export function openExecLog(vertex: Digest, secrets: readonly Uint8Array[], context: OpContext): ExecLog {
  const log = context.services.stepLog?.(vertex);
  const tail = createOutputTail();
  const live = createLive(log?.place, (stream, text) => context.emit({ type: 'log', vertex, stream, text }));
  const masks = createMasks(secrets);
  const streams = { stdout: createStream(masks?.()), stderr: createStream(masks?.()) };
  const put = (stream: Stream, text: string): void => {
    if (text === '') return;
    tail.push(text);
    log?.write(text);
    live.push(stream, text);
  };
  return {
    io: { output: (stream, chunk) => put(stream, streams[stream].push(chunk)) },
    tail: () => tail.lines(),
    place: log?.place,
    finish() {
      put('stdout', streams.stdout.flush());
      put('stderr', streams.stderr.flush());
      live.finish(tail.text());
      log?.close();
    },
  };
}

function createStream(mask: Mask | undefined): { push(chunk: Uint8Array): string; flush(): string } {
  const decoder = new TextDecoder();
  if (mask === undefined) {
    return { push: (chunk) => decoder.decode(chunk, { stream: true }), flush: () => decoder.decode() };
  }
  return {
    push: (chunk) => mask.push(decoder.decode(chunk, { stream: true })),
    flush: () => mask.push(decoder.decode()) + mask.flush(),
  };
}

/** Shows a bounded part of what is kept at `place`; without a place, everything. */
function createLive(
  place: string | undefined,
  show: (stream: Stream, text: string) => void,
): { push(stream: Stream, text: string): void; finish(end: string): void } {
  let shown = 0;
  let hidden = 0;
  return {
    push(stream, text) {
      const room = place === undefined ? text.length : Math.max(0, LIVE_LIMIT - shown);
      const part = text.slice(0, room);
      shown += part.length;
      hidden += text.length - part.length;
      if (part !== '') show(stream, part);
    },
    finish(end) {
      if (hidden === 0) return;
      const last = end.slice(-Math.min(LIVE_END, hidden));
      show('stderr', `\n[${hidden - last.length} characters are not shown here; all output: ${place}]\n${last}`);
    },
  };
}
