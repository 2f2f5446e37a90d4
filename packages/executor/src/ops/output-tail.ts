const MAX_BYTES = 16 * 1024;
const MAX_LINES = 20;

/** Keeps the last lines of a command's output, for the error that may come. */
export interface OutputTail {
  push(text: string): void;
  lines(): readonly string[];
  /** As much as is kept. */
  text(): string;
}

export function createOutputTail(): OutputTail {
  let kept = '';
  return {
    push(text) {
      kept = (kept + text).slice(-MAX_BYTES);
    },
    text: () => kept,
    lines: () => kept.trimEnd().split('\n').slice(-MAX_LINES),
  };
}
