/** What a build said: the lines of its commands, and the message when it failed. */
export interface RunOutcome {
  readonly output: readonly string[];
  readonly error?: string;
}

/** Reads `--progress plain` of either builder. */
export function outcomeOf(log: string, failed: boolean): RunOutcome {
  const output = log
    .split('\n')
    .flatMap((line) => /^#\d+ \d+\.\d+ ?(.*)$/.exec(line)?.slice(1) ?? [])
    .map((line) => line.replaceAll('\t', '    '));
  if (!failed) return { output };
  const errors = log.split('\n').flatMap((line) => /^(?:ERROR|error): (.*)$/.exec(line)?.slice(1) ?? []);
  const message = (errors.at(-1) ?? '').replace(/^failed to build: /, '').replace(/^failed to solve: /, '');
  return { output, error: message.replace(/^failed to load LLB: /, '').replace(/ \[[a-z-]+\]$/, '') };
}
