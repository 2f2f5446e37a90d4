import { join, normalize } from 'node:path';
import type { Job } from '../job.ts';
import type { ComplaintForm } from '../own-complaint.ts';
import { NOT_ON_PATH, notExecuted, refused } from '../program-failure.ts';
import { searchedDirectories } from '../program-search.ts';

const CRUN_STARTS = ['{"msg":"exec container process ', 'open executable: ', 'executable file `'];

/** How a runtime complains of a command's own file in its stderr. */
export function complaintForm(runtime: 'crun' | 'runc', { args, env }: Pick<Job, 'args' | 'env'>): ComplaintForm {
  const [name = ''] = args;
  const starts = runtime === 'crun' ? CRUN_STARTS : runcStarts(name, env);
  return { starts, translate: (text) => execComplaint(messageIn(text), name) };
}

function runcStarts(name: string, env: readonly string[]): readonly string[] {
  const places = name.includes('/') ? [name] : searchedDirectories(env).map((directory) => join(directory, name));
  return ['runc run failed: ', ...places.map((place) => `exec ${place}: `)];
}

function messageIn(text: string): string {
  if (!text.startsWith('{')) return text.trim();
  try {
    return String((JSON.parse(text) as { readonly msg?: unknown }).msg);
  } catch {
    return text;
  }
}

/** Docker's words for what a runtime says of the command's own file, `name`; absent when it is about something else. */
export function execComplaint(message: string, name: string): string | undefined {
  const [ofRunc] = /exec: ".+?": .+$/s.exec(message) ?? [];
  if (ofRunc !== undefined) return ofRunc;
  const [, program, reason] = BY_KERNEL_CRUN.exec(message) ?? BY_KERNEL_RUNC.exec(message) ?? [];
  if (program !== undefined && reason !== undefined)
    return notExecuted(name.includes('/') ? program : normalize(program), reason.toLowerCase());
  const [, fault] = /^open executable: (.+)$/s.exec(message) ?? [];
  if (fault !== undefined) return refused(name, openFault(name, fault.toLowerCase()));
  if (!message.startsWith('executable file `')) return undefined;
  return refused(name, name.includes('/') ? `stat ${name}: ${MISSING}` : NOT_ON_PATH);
}

const MISSING = 'no such file or directory';
const BY_KERNEL_CRUN = /^exec container process (?:\(missing dynamic library\?\) )?`(.+)`: ([^:]+)$/s;
const BY_KERNEL_RUNC = /\bexec ([^:`]+): ([^:]+)$/;

/** crun opens a program only when it is a regular file. */
function openFault(name: string, fault: string): string {
  return /permi/.test(fault) ? 'permission denied' : `stat ${name}: ${fault}`;
}
