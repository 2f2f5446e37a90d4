import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { makePipe } from '../syscalls/process.ts';

/** A pipe whose one end is a child's. */
export interface OutputPipe {
  /** Descriptor to hand to the child. */
  readonly write: number;
  readonly readable: Socket;
  /** Closes this process's copy of the child's end: only then does the stream end with the child. */
  handedOver(): void;
}

export function createOutputPipe(): OutputPipe {
  const { read, write } = makePipe();
  const readable = new Socket({ fd: read, readable: true, writable: false });
  return { write, readable, handedOver: () => closeSync(write) };
}
