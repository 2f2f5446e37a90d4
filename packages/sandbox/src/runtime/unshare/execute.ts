import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { execve } from '../../syscalls/process.ts';

/** Becomes the program `args[0]`. Returns only when that fails: with the words Docker's runtime has for it. */
export function executeCommand(args: readonly string[], env: readonly string[]): string {
  const [name = ''] = args;
  if (!name.includes('/')) return executeOnPath(name, args, env);
  const stat = statSync(name, { throwIfNoEntry: false });
  if (stat === undefined) return `exec: "${name}": stat ${name}: no such file or directory`;
  if (stat.isDirectory()) return `exec: "${name}": is a directory`;
  return complaint(name, execve(name, args, env));
}

function executeOnPath(name: string, args: readonly string[], env: readonly string[]): string {
  const path = env.findLast((variable) => variable.startsWith('PATH='))?.slice('PATH='.length) ?? '';
  for (const directory of path.split(':')) {
    const program = resolve(directory, name);
    if (!statSync(program, { throwIfNoEntry: false })?.isFile()) continue;
    const error = execve(program, args, env);
    if (error !== 'EACCES') return complaint(program, error);
  }
  return `exec: "${name}": executable file not found in $PATH`;
}

function complaint(program: string, error: string): string {
  switch (error) {
    case 'ENOEXEC':
      return `exec ${program}: exec format error`;
    case 'EACCES':
      return `exec: "${program}": permission denied`;
    case 'ENOENT':
      return `exec ${program}: no such file or directory`;
    default:
      return `exec ${program}: ${error}`;
  }
}
