import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';

/** A tool that was started for a network. */
export interface ToolStart {
  readonly name: string;
  readonly child: ChildProcess;
  /** Has something to read when the network is there. */
  readonly ready: Readable;
  /** Ends the tool. */
  readonly signal: AbortSignal;
}

/** Waits until a network is there. Throws an `Error` with what the tool complained of when it ends first. */
export async function untilReady({ name, child, ready, signal }: ToolStart): Promise<void> {
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  try {
    await said(name, child, ready);
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

async function said(name: string, child: ChildProcess, ready: Readable): Promise<void> {
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
  // Where it could not be started for want of descriptors, it has no streams either.
  if (child.pid === undefined) return failed;
  const complaint = text(child.stderr as Readable).catch(() => '');
  const spoken = once(ready, 'data').then(() => true);
  const ended = once(child, 'exit').then(() => false);
  if (await Promise.race([spoken, ended, failed])) return;
  throw new Error(`${name}: ${(await complaint).trim().split('\n').at(-1) || 'it ended'}`);
}

/** Whether a child has not ended, as far as this process has been told. */
export function runs({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
