/** Entry of a thread that reads captured files and hashes them. */
import { parentPort } from 'node:worker_threads';
import type { FromReader, ToReader } from './portion.ts';
import { createPortionReader } from './read-portion.ts';

const port = parentPort as NonNullable<typeof parentPort>;
const send = (message: FromReader, memory: readonly ArrayBuffer[] = []): void => port.postMessage(message, [...memory]);
const reader = createPortionReader();

port.on('message', (message: ToReader) => {
  if (message.kind === 'close') {
    reader[Symbol.dispose]();
    return port.close();
  }
  const { portion, memory } = message;
  try {
    const digests = reader.read(portion, new Uint8Array(memory));
    send({ kind: 'read', memory, digests }, [memory]);
  } catch (error) {
    send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
