import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type ByteStream, untilAborted } from '@strake/core';

/**
 * Writes into a named pipe, once there is somebody who reads it. The kernel is never waited for in a call, which nothing
 * could end: not an abort, nor the end of the process. The result is the number of bytes. No chunk is looked at once the
 * next has been asked for.
 */
export async function writeIntoPipe(path: string, data: ByteStream, signal: AbortSignal | undefined): Promise<number> {
  const fd = await openForReader(path, signal);
  const pipe = new Socket({ fd, readable: false, writable: true });
  // Each write says how it ended.
  pipe.on('error', () => undefined);
  let size = 0;
  try {
    for await (const chunk of data) {
      await untilAborted(written(pipe, chunk), signal);
      size += chunk.byteLength;
    }
  } finally {
    pipe.destroy();
  }
  return size;
}

/** Milliseconds between looks for somebody who reads. */
const PAUSE = 50;

async function openForReader(path: string, signal: AbortSignal | undefined): Promise<number> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    await untilAborted(setTimeout(PAUSE), signal);
  }
}

function written(pipe: Socket, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    pipe.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
