import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { makePipe } from '../syscalls/process.ts';
import type { JobInput } from './job.ts';

/**
 * A pipe whose one end is a child's. No socket, as Node's own would be: what splices from a socket into its output, as cat of
 * busybox does, keeps that locked while it waits, and whoever reads the output waits as well and cannot even be killed.
 */
export interface InputPipe {
  /** Descriptor to hand to the child. */
  readonly read: number;
  readonly writable: Writable;
  /** Closes this process's copy of the child's end; the other is closed with the child. */
  handedOver(child: ChildProcess): void;
}

export function createInputPipe(): InputPipe {
  const { read, write } = makePipe();
  const writable = new Socket({ fd: write, readable: false, writable: true });
  writable.on('error', () => {});
  return {
    read,
    writable,
    handedOver(child) {
      closeSync(read);
      for (const event of ['exit', 'error']) child.once(event, () => writable.destroy());
    },
  };
}

/** Input of a command through a pipe; one that the command has closed takes nothing more. */
export function inputPipe(stream: Writable): JobInput {
  const write = (chunk: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      stream.write(chunk, () => resolve());
    });
  return { write, end: () => void stream.end(() => stream.destroy()), resize() {} };
}
