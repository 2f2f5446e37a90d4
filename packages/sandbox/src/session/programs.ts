import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute path of a program on `path` (default: this process's PATH). */
export function findProgram(name: string, path: string = process.env['PATH'] ?? ''): string | undefined {
  return path
    .split(':')
    .filter((directory) => directory.startsWith('/'))
    .map((directory) => join(directory, name))
    .find(isProgram);
}

/** The program of an interpreter for another CPU, e.g. `qemu-aarch64`; the static one runs in any root. */
export function findInterpreter(name: string): string | undefined {
  return findProgram(`${name}-static`) ?? findProgram(name);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
