import { statSync } from 'node:fs';
import { join } from 'node:path';
import { execve } from '../../syscalls/process.ts';
import { FROM_RELATIVE_PATH, NOT_ON_PATH, notExecuted, refused } from '../program-failure.ts';
import { searchedDirectories } from '../program-search.ts';

/** Becomes the program `args[0]`. Returns only when that fails: with the words Docker's runtime has for it. */
export function executeCommand(args: readonly string[], env: readonly string[]): string {
  const [name = ''] = args;
  const found = name.includes('/') ? lookAt(name) : lookOnPath(name, env);
  if (found.fault !== undefined) return refused(name, found.fault);
  return notExecuted(found.program, wordsFor(execve(found.program, args, env)));
}

/** The program to execute, or what is wrong with it. */
type Look = { readonly program: string; readonly fault?: never } | { readonly program?: never; readonly fault: string };

function lookAt(path: string): Look {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return { fault: 'is a directory' };
    return (stat.mode & 0o111) === 0 ? { fault: 'permission denied' } : { program: path };
  } catch (error) {
    return { fault: `stat ${path}: ${wordsFor((error as NodeJS.ErrnoException).code ?? '')}` };
  }
}

function lookOnPath(name: string, env: readonly string[]): Look {
  for (const directory of searchedDirectories(env)) {
    const { program } = lookAt(join(directory, name));
    if (program === undefined) continue;
    return directory.startsWith('/') ? { program } : { fault: FROM_RELATIVE_PATH };
  }
  return { fault: NOT_ON_PATH };
}

const WORDS: Readonly<Record<string, string>> = {
  E2BIG: 'argument list too long',
  EACCES: 'permission denied',
  ELOOP: 'too many levels of symbolic links',
  ENOENT: 'no such file or directory',
  ENOEXEC: 'exec format error',
  ENOTDIR: 'not a directory',
  EPERM: 'operation not permitted',
};

function wordsFor(code: string): string {
  return WORDS[code] ?? code;
}
