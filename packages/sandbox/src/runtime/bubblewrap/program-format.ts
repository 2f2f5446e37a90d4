import { otherFormats } from '../interpreters.ts';
import type { Job } from '../job.ts';
import { isElf, readProgram } from '../program-file.ts';
import { notExecuted } from '../program-failure.ts';

/**
 * Why the kernel would not execute a job's program that bwrap, through execvp(3), gives to a shell instead: it has no
 * known format. The job's mounts are in its root file system.
 */
export function formatComplaint(job: Job): string | undefined {
  const program = readProgram(job.rootfs, job);
  if (program === undefined || isElf(program.header) || isScript(program.header) || otherFormats()) return undefined;
  return notExecuted(program.path, 'exec format error');
}

function isScript(header: Buffer): boolean {
  return header.toString('latin1', 0, 2) === '#!';
}
