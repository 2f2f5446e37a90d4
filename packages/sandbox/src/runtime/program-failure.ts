import type { JobExit } from './job.ts';

/** Docker's words where its runtime does not start a program. */
export function refused(name: string, reason: string): string {
  return `exec: ${JSON.stringify(name)}: ${reason}`;
}

/** Docker's words where the kernel does not execute a program. */
export function notExecuted(program: string, reason: string): string {
  return `exec ${program}: ${reason}`;
}

/** Reasons to refuse a program by its name. */
export const NOT_ON_PATH = 'executable file not found in $PATH';
export const FROM_RELATIVE_PATH = 'cannot run executable found relative to current directory';

const REFUSED = 1;
const NOT_EXECUTED = 255;

/** How a command ends whose program did not start, by those words. */
export function programFailure(complaint: string): JobExit {
  return { code: complaint.startsWith('exec: ') ? REFUSED : NOT_EXECUTED, complaint };
}
