/** Entry of a thread that takes a filter of system calls upon itself, and starts programs. */
import { parentPort, workerData } from 'node:worker_threads';
import { installFilter } from '../../syscalls/process.ts';
import type { FromStarter, StarterData, ToStarter } from './filtered-starts.ts';
import { type ChildStart, type RuntimeChild, startChild } from './runtime-child.ts';

const port = parentPort as NonNullable<typeof parentPort>;
const { filter, starts } = workerData as StarterData;
const send = (message: FromStarter): void => port.postMessage(message);
const children = new Map<number, RuntimeChild>();
let closing = false;

process.on('exit', () => {
  Atomics.store(starts, 0, -1);
  Atomics.notify(starts, 0);
});
installFilter(filter);
send({ kind: 'ready' });

port.on('message', (message: ToStarter) => {
  if (message.kind === 'start') carryOut(message.id, message.start);
  else if (message.kind === 'kill') children.get(message.id)?.kill();
  else {
    closing = true;
    closeIfDone();
  }
});

function closeIfDone(): void {
  if (closing && children.size === 0) port.close();
}

function carryOut(id: number, wanted: ChildStart): void {
  try {
    start(id, wanted);
  } catch (error) {
    fail(id, error);
  } finally {
    Atomics.add(starts, 0, 1);
    Atomics.notify(starts, 0);
  }
}

function start(id: number, wanted: ChildStart): void {
  const child = startChild(wanted);
  children.set(id, child);
  child.ended
    .then(
      (code) => send({ kind: 'ended', id, code, fate: child.fate() }),
      (error: unknown) => fail(id, error),
    )
    .finally(() => {
      children.delete(id);
      closeIfDone();
    });
}

function fail(id: number, error: unknown): void {
  send({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
}
