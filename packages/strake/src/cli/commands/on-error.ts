import { resolve } from 'node:path';
import type { FailedStep, OnFailedStep } from '@strake/executor';
import type { CommandContext } from '../command.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { visible } from '../render/visible.ts';
import { UsageError } from '../usage-error.ts';
import { attachInput, attachTerminal } from './run-input.ts';

/** What shows the build's progress: what is written while it does would be drawn over. */
interface Display {
  /** Ends it. */
  hush(): void;
  /** Writes when it has ended. */
  later(text: string): void;
}

/** What `--on-error` says to do with a RUN that failed. */
export function onError(
  options: ParsedOptions,
  { terminal, cwd, signal }: Pick<CommandContext, 'terminal' | 'cwd' | 'signal'>,
  { hush, later }: Display,
): OnFailedStep | undefined {
  const how = options.string('on-error');
  if (how === undefined) return undefined;
  const lines = (text: string): string => `${visible(text)}\n`;
  /** What fails here does not hide why the step has. */
  const saying = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) throw error;
      later(lines(`note: ${what}: ${(error as Error).message}`));
    }
  };
  if (how === 'shell') {
    if ([options.string('file'), options.positionals[0]].includes('-'))
      throw new UsageError(
        '--on-error=shell reads standard input, which the build has read by then',
        'name the Dockerfile or the context instead of -, or write --on-error=save=DIR',
      );
    return async (step) => {
      hush();
      await saying('cannot open a shell', () => openShell(step, (text) => terminal.err(lines(text)), signal));
    };
  }
  const directory = /^save=(.+)$/.exec(how)?.[1];
  if (directory === undefined)
    throw new UsageError(`--on-error cannot be ${JSON.stringify(how)}`, 'it is shell or save=DIR');
  return (step) =>
    saying('cannot save what is left of the step', async () => {
      const { saveFailure } = await import('./on-error-save.ts');
      await saveFailure(step, resolve(cwd, directory));
      later(lines(`saved what is left of the step: ${resolve(cwd, directory)}`));
    });
}

/** A shell where the step has failed: on this terminal, or reading what comes on standard input. */
async function openShell(step: FailedStep, say: (text: string) => void, signal: AbortSignal): Promise<void> {
  // A live display shows no output, or no longer.
  const output = step.output.map((line) => `  │ ${line}\n`).join('');
  say(`\n${step.label}\n${output}ended with exit code ${step.exitCode}; this is its state. What ran:`);
  const { stdin, stdout, stderr } = process;
  const onTerminal = stdin.isTTY && stdout.isTTY;
  const reads = onTerminal ? '' : 'This is no terminal: the shell runs what comes on standard input. ';
  say(`  ${step.spec.args.join(' ')}\n${reads}exit ends the shell and the build.\n`);
  const write = (stream: 'stdout' | 'stderr', chunk: Uint8Array): void =>
    void (stream === 'stdout' ? stdout : stderr).write(chunk);
  const size = { columns: stdout.columns, rows: stdout.rows };
  const term = [`TERM=${process.env['TERM'] ?? 'xterm'}`];
  const change = onTerminal
    ? ({ args: ['/bin/sh'], input: { terminal: size }, env: [...step.spec.env, ...term] } as const)
    : ({ args: ['/bin/sh'], input: 'pipe' } as const);
  const attach = onTerminal ? attachTerminal : attachInput;
  await step.attach(change, { output: write, attach }, signal);
}
