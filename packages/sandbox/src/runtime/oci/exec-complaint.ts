import type { JobExit } from '../job.ts';

/** Docker's exit code for a file that cannot be executed. */
const NOT_EXECUTABLE = 1;

/**
 * How a command ends of which a runtime says `message`; absent when that is not about the command's own file. runc's
 * words are Docker's own and stand in stderr already; crun's are translated.
 */
export function execExit(message: string, name: string): JobExit | undefined {
  if (/exec: ".+?": |exec .*format error/i.test(message)) return { code: NOT_EXECUTABLE };
  if (message.startsWith('open executable: ')) return refused(`"${name}": permission denied`);
  if (!message.startsWith('executable file `')) return undefined;
  const missing = name.includes('/') ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH';
  return refused(`"${name}": ${missing}`);
}

function refused(words: string): JobExit {
  return { code: NOT_EXECUTABLE, complaint: `exec: ${words}` };
}
