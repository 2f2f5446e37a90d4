import type { Terminal } from '../../../src/cli/terminal.ts';

/** A terminal of so many columns that keeps nothing and has no colours. */
export function terminalOf(columns: number): Terminal {
  return { out() {}, err() {}, isTTY: true, columns: () => columns, rows: () => 24, style: (_, text) => text };
}
