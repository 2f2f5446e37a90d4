import type { Writable } from 'node:stream';
import type { JobInput } from './job.ts';

/** Input of a command through a pipe; one that the command has closed takes nothing more. */
export function inputPipe(stream: Writable): JobInput {
  stream.on('error', () => {});
  const write = (chunk: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      stream.write(chunk, () => resolve());
    });
  return { write, end: () => void stream.end(), resize() {} };
}
