import { addAbortSignal, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Worker } from 'node:worker_threads';
import { type ByteStream, suggest } from '@strake/core';
import type { CommandContext } from './command.ts';
import { commands } from './commands/index.ts';
import { ExitCode } from './exit-code.ts';
import { endProcess } from './end-process.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { commandHelp } from './options/help.ts';
import { asksForHelp, parseOptions } from './options/parse.ts';
import { overview } from './overview.ts';
import { byteOutput, processTerminal } from './terminal.ts';
import { type Ending, takeSignals } from './signals.ts';
import { UsageError } from './usage-error.ts';
import { keepYoungSpace } from './young-space.ts';
import { version } from '../build-facts/version.ts';

const ENDED: Readonly<Record<Ending, ExitCode>> = {
  SIGHUP: ExitCode.hungUp,
  SIGINT: ExitCode.interrupted,
  SIGQUIT: ExitCode.quit,
  SIGTERM: ExitCode.terminated,
};

const terminal = processTerminal(process.stdout, process.stderr);
const stop = new AbortController();
let interruptedBy: Ending | undefined;
let input: Readable | undefined;

let brokenPipe: ExitCode | undefined;
/** Threads that have not ended. */
let threads = 0;

process.on('worker', countThread);
process.stdout.on('error', closeOutput);
process.stderr.on('error', loseProgress);

// What never comes to an end has failed.
process.exitCode = ExitCode.internal;
void main(process.argv.slice(2), {
  terminal,
  cwd: workingDirectory(),
  env: process.env,
  stdinBytes: () => buffer(process.stdin),
  stdinStream,
  stdout: byteOutput(process.stdout),
  signal: stop.signal,
  divertSignals: takeSignals(interrupt),
}).then((ended) => {
  const code = brokenPipe ?? ended;
  process.exitCode = code;
  // What nobody reads any more must not keep the process alive.
  input?.destroy();
  if (interruptedBy && process.stdout.writableLength > 0) process.exit(code);
  if (isAtRest()) endProcess(code, [process.stdout, process.stderr, ...(input ? [input] : [])]);
});

function countThread(thread: Worker): void {
  threads += 1;
  thread.once('exit', () => {
    threads -= 1;
  });
}

/**
 * Whether nothing is open but the streams of the terminal, all written: left to itself, Node takes a small build another 8 ms
 * to find that out and to give back its memory. A thread must not be stopped in the middle of what it does.
 */
function isAtRest(): boolean {
  const written = process.stdout.writableLength + process.stderr.writableLength === 0 && !process.stdout.errored;
  return written && threads === 0 && process.getActiveResourcesInfo().every((kind) => /^(Pipe|TTY)Wrap$/.test(kind));
}

/** One that has been removed leaves absolute paths. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

/** Ends with an error when the command is interrupted. */
function stdinStream(): ByteStream {
  input = addAbortSignal(stop.signal, process.stdin);
  input.on('error', () => undefined);
  return input as ByteStream;
}

/** The first signal ends the build in order; a second one ends the process at once. */
function interrupt(signal: Ending): void {
  if (interruptedBy) process.exit(ENDED[signal]);
  interruptedBy = signal;
  stop.abort(new DOMException('interrupted', 'AbortError'));
}

/** `strake ast | head`: whoever has read enough ends the command. */
function closeOutput(error: NodeJS.ErrnoException): void {
  if (brokenPipe !== undefined) return;
  brokenPipe = error.code === 'EPIPE' ? ExitCode.brokenPipe : ExitCode.output;
  if (error.code !== 'EPIPE') terminal.err(`error: cannot write to standard output: ${error.message}\n`);
  process.exitCode = brokenPipe;
  stop.abort(new DOMException('the output is closed', 'AbortError'));
}

/** A build goes on when nobody watches any more. */
function loseProgress(): void {}

async function main(argv: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await dispatch(argv, context);
  } catch (error) {
    if (brokenPipe !== undefined) return brokenPipe;
    if (interruptedBy) {
      terminal.err(`${terminal.style('yellow', 'interrupted')}: everything was stopped and cleaned up\n`);
      return ENDED[interruptedBy];
    }
    const { failureReport, renderFailure } = await import('./render/failure.ts');
    const { shortageHint } = await import('./shortage.ts');
    const code = exitCodeOf(error);
    if (argv.includes('--json')) terminal.out(`${JSON.stringify(failureReport(error), null, 2)}\n`);
    terminal.err(renderFailure(error, terminal));
    if (code === ExitCode.internal && shortageHint(error) === undefined)
      terminal.err(`${error instanceof Error ? error.stack : ''}\nThis is a bug in Strake.\n`);
    return code;
  }
}

async function dispatch([name, ...rest]: readonly string[], context: CommandContext): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return help(rest);
  if (name === '--version' || name === 'version' || name === '-v') {
    context.terminal.out(`strake ${version()}\n`);
    return ExitCode.ok;
  }
  const load = commands[name === 'b' ? 'build' : name];
  if (!load) throw await unknownCommand(name, rest[0]);
  if (load === commands['build']) await (await import('./start-ahead.ts')).startAhead(rest, context.cwd, context.env);
  const command = await load();
  if (asksForHelp(command.spec, rest)) return help([name]);
  // A build has yet to plan. Of a file in an editor several versions live at a time: each request would collect.
  if (load !== commands['build'] && load !== commands['lsp']) keepYoungSpace();
  return command.run(parseOptions(command.spec, rest), context);
}

async function help([name, next]: readonly string[]): Promise<number> {
  if (name === undefined) {
    const all = await Promise.all(Object.values(commands).map((load) => load()));
    terminal.out(
      overview(
        all.map(({ spec }) => spec),
        terminal,
      ),
    );
    return ExitCode.ok;
  }
  const load = commands[name === 'b' ? 'build' : name];
  if (!load) throw await unknownCommand(name, next);
  terminal.out(commandHelp((await load()).spec, terminal));
  return ExitCode.ok;
}

async function unknownCommand(name: string, next: string | undefined): Promise<UsageError> {
  const { insteadOf } = await import('./docker-commands.ts');
  const near = suggest(name, Object.keys(commands));
  const otherwise = near ? `did you mean strake ${near}?` : 'strake --help lists the commands';
  return new UsageError(`unknown command ${JSON.stringify(name)}`, insteadOf(name, next) ?? otherwise);
}
