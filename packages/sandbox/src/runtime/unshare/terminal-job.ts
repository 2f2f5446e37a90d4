import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { setWindowSize, takeDescriptor } from '../../syscalls/terminal.ts';
import type { InputPipe } from '../input-pipe.ts';
import type { JobInput, WindowSize } from '../job.ts';
import { TERMINAL } from './launch.ts';

/** The jail's end of a command's terminal. */
export interface TerminalEnd {
  readonly output: Readable;
  readonly input: JobInput;
  /** Hears what the launcher says; takes the terminal when that is there. */
  hear(said: string): void;
  /** The launcher or its command is gone. */
  ended(): void;
}

export function createTerminalEnd(
  child: ChildProcess,
  launching: InputPipe | undefined,
  size: WindowSize,
): TerminalEnd {
  const output = new PassThrough();
  let master: ReadStream | undefined;
  let descriptor = -1;
  let heard = '';
  let early: Uint8Array[] = [];
  const take = (number: number): void => {
    const { fd, pidfd } = takeDescriptor(child.pid ?? 0, number);
    closeSync(pidfd);
    setWindowSize(fd, size);
    descriptor = fd;
    // The other end of a terminal is closed with an error (EIO), and nothing else can fail.
    const stream = new ReadStream(fd);
    stream.on('error', () => output.end());
    stream.on('close', () => output.end());
    stream.pipe(output);
    for (const chunk of early) stream.write(chunk);
    early = [];
    master = stream;
    // The launcher has waited for this.
    launching?.writable.end('\n');
  };
  return {
    output,
    input: {
      write(chunk) {
        if (master === undefined) early.push(chunk);
        else if (!master.destroyed) master.write(chunk);
        return Promise.resolve();
      },
      end() {},
      resize(changed) {
        if (master !== undefined && !master.destroyed) setWindowSize(descriptor, changed);
      },
    },
    hear(said) {
      heard += said;
      const number = TERMINAL.exec(heard)?.[1];
      if (master === undefined && number !== undefined) take(Number(number));
    },
    ended() {
      if (master === undefined) output.end();
    },
  };
}
