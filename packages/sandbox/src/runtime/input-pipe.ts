import type { Writable } from 'node:stream';
import type { JobInput } from './job.ts';

/** Input of a command through a pipe; one that the command has closed takes nothing more. */
export function inputPipe(stream: Writable): JobInput {
  stream.on('error', () => {});
  return { write: (chunk) => void stream.write(chunk), end: () => void stream.end(), resize() {} };
}
