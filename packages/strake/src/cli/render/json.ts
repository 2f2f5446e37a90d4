import type { Terminal } from '../terminal.ts';
import type { Renderer } from './renderer.ts';

/** `--progress rawjson`: every event as one line. */
export function jsonRenderer(terminal: Terminal): Renderer {
  return { event: (event) => terminal.err(`${JSON.stringify(event)}\n`), close() {} };
}
