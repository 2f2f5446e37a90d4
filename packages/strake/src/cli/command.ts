import type { ByteStream } from '@strake/core';
import type { CommandSpec, ParsedOptions } from './options/spec.ts';
import type { DivertSignals } from './signals.ts';
import type { ByteOutput, Terminal } from './terminal.ts';

/** What a command may use of the process. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** All of standard input. */
  stdinBytes(): Promise<Uint8Array>;
  /** Standard input as it comes. */
  stdinStream(): ByteStream;
  /** For results that are bytes. */
  readonly stdout: ByteOutput;
  readonly signal: AbortSignal;
  /** Hears signals that would end the process, and others. */
  readonly divertSignals: DivertSignals;
}

export interface Command {
  readonly spec: CommandSpec;
  /** Ends with the exit code; throws what `exitCodeOf` understands. */
  run(options: ParsedOptions, context: CommandContext): Promise<number>;
}
