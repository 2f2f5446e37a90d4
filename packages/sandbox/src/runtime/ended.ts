import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { SandboxError } from '../error.ts';

/** Exit code of a child; 128 + number for a signal. Throws `RUN_FAILED` when it did not start. */
export function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new SandboxError('RUN_FAILED', `cannot start: ${cause.message}`, { cause })));
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
