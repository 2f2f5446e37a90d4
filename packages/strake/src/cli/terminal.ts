import { styleText } from 'node:util';
import type { ByteStream } from '@strake/core';
import { writeAll } from '../output/write-into-pipe.ts';

/** Where the CLI writes: the only place that knows of the process's stdio (invariant I7). */
export interface Terminal {
  /** Results: what scripts read. */
  out(text: string): void;
  /** Progress, notes and errors. */
  err(text: string): void;
  readonly isTTY: boolean;
  columns(): number;
  rows(): number;
  style(format: Parameters<typeof styleText>[0], text: string): string;
}

export function processTerminal(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Terminal {
  const colour = stderr.hasColors?.() === true;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isTTY: stderr.isTTY === true && process.env['TERM'] !== 'dumb',
    columns: () => stderr.columns || 80,
    rows: () => stderr.rows || 24,
    style: (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text),
  };
}

/** Standard output for bytes. */
export interface ByteOutput {
  /** Whether people would see them. */
  readonly isTTY: boolean;
  /** Ends when all is written; throws when the reader has gone. */
  write(data: ByteStream, signal: AbortSignal): Promise<void>;
}

export function byteOutput(stdout: NodeJS.WriteStream): ByteOutput {
  return {
    isTTY: stdout.isTTY === true,
    write: async (data, signal) => void (await writeAll(stdout, data, signal)),
  };
}
