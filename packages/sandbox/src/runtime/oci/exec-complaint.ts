import type { JobExit } from '../job.ts';

/** Docker's exit codes for a file that cannot be executed, and for one that is no program. */
const NOT_EXECUTABLE = 1;
const NO_PROGRAM = 255;

/** A runtime's error about the command's own file, in Docker's words; absent for any other error. */
export function execComplaint(message: string): JobExit | undefined {
  const format = /exec(?:ve)? .*format error/i.test(message);
  if (format) return { code: NO_PROGRAM, complaint: message.replace(/^.*?(exec )/, '$1') };
  const missing = /executable file `(.+?)` not found/.exec(message);
  if (missing) return { code: NOT_EXECUTABLE, complaint: notFound(missing[1] ?? '') };
  const runc = /exec: "(.+?)": .+$/.exec(message);
  return runc ? { code: NOT_EXECUTABLE, complaint: runc[0] } : undefined;
}

/** The complaint about a file that is not there. */
function notFound(name: string): string {
  return name.includes('/')
    ? `exec: "${name}": stat ${name}: no such file or directory`
    : `exec: "${name}": executable file not found in $PATH`;
}
