import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';

/** Waits until a tool writes to `ready`: its network is there. Throws an `Error` with what it complained of when it ends first. */
export async function untilReady(child: ChildProcess, ready: Readable, name: string): Promise<void> {
  const complaint = text(child.stderr as Readable).catch(() => '');
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
  const said = once(ready, 'data').then(() => true);
  const ended = once(child, 'exit').then(() => false);
  if (await Promise.race([said, ended, failed])) return;
  throw new Error(`${name}: ${(await complaint).trim().split('\n').at(-1) || 'it ended'}`);
}

/** Whether a child has not ended, as far as this process has been told. */
export function runs({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
