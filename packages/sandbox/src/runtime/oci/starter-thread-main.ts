/** Entry of a thread that takes a filter of system calls upon itself, and starts programs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { parentPort, workerData } from 'node:worker_threads';
import { installFilter } from '../../syscalls/process.ts';
import { ended } from '../ended.ts';
import type { FilteredStart, FromStarter, ToStarter } from './filtered-starts.ts';

const port = parentPort as NonNullable<typeof parentPort>;
const send = (message: FromStarter): void => port.postMessage(message);
const children = new Map<number, ChildProcess>();
let closing = false;

installFilter(workerData as Uint8Array);

port.on('message', (message: ToStarter) => {
  if (message.kind === 'start') start(message.start);
  else if (message.kind === 'kill') children.get(message.id)?.kill('SIGKILL');
  else {
    closing = true;
    closeIfDone();
  }
});

function closeIfDone(): void {
  if (closing && children.size === 0) port.close();
}

function start({ id, command, directory, env, stdout, stderr }: FilteredStart): void {
  const [file = '', ...args] = command;
  const fail = (error: unknown): void =>
    send({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  try {
    const child = spawn(file, args, { stdio: ['ignore', stdout, stderr], cwd: directory, env });
    children.set(id, child);
    send({ kind: 'started', id });
    ended(child)
      .then((code) => send({ kind: 'ended', id, code, signalled: child.signalCode !== null }), fail)
      .finally(() => {
        children.delete(id);
        closeIfDone();
      });
  } catch (error) {
    fail(error);
  }
}
