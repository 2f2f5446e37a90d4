/** Entry of a thread that takes a filter of system calls upon itself, and starts programs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { parentPort, workerData } from 'node:worker_threads';
import { installFilter } from '../../syscalls/process.ts';
import { ended } from '../ended.ts';
import type { FilteredStart, FromStarter, StarterData, ToStarter } from './filtered-starts.ts';

const port = parentPort as NonNullable<typeof parentPort>;
const { filter, starts } = workerData as StarterData;
const send = (message: FromStarter): void => port.postMessage(message);
const children = new Map<number, ChildProcess>();
let closing = false;

try {
  installFilter(filter);
} catch (error) {
  Atomics.store(starts, 0, -1);
  Atomics.notify(starts, 0);
  throw error;
}
send({ kind: 'ready' });

port.on('message', (message: ToStarter) => {
  if (message.kind === 'start') carryOut(message.start);
  else if (message.kind === 'kill') children.get(message.id)?.kill('SIGKILL');
  else {
    closing = true;
    closeIfDone();
  }
});

function closeIfDone(): void {
  if (closing && children.size === 0) port.close();
}

function carryOut(wanted: FilteredStart): void {
  try {
    start(wanted);
  } catch (error) {
    fail(wanted.id, error);
  } finally {
    Atomics.add(starts, 0, 1);
    Atomics.notify(starts, 0);
  }
}

function start({ id, command, directory, env, stdout, stderr }: FilteredStart): void {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', stdout, stderr], cwd: directory, env });
  children.set(id, child);
  ended(child)
    .then(
      (code) => send({ kind: 'ended', id, code, signalled: child.signalCode !== null }),
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
