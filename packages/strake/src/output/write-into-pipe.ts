import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
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
  try {
    return await writeAll(pipe, data, signal);
  } finally {
    pipe.destroy();
  }
}

/** Writes without an end into a stream whose reader may have stopped reading: an abort is not kept waiting. */
export async function writeAll(stream: Writable, data: ByteStream, signal: AbortSignal | undefined): Promise<number> {
  let size = 0;
  for await (const chunk of data) {
    await untilAborted(written(stream, chunk), signal);
    size += chunk.byteLength;
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

function written(stream: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
