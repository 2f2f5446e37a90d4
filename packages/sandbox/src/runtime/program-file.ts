import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { confinePath, type Entry, resolve } from '@strake/oci';
import { layeredTree } from '../snapshot/layered.ts';
import { type ProgramSearch, searchedDirectories } from './program-search.ts';

/** The program that a command would start. */
export interface ProgramFile {
  /** Where it was looked for. */
  readonly path: string;
  /** What it begins with, `HEADER` bytes at most. */
  readonly header: Buffer;
}

/** Those of an ELF file up to its machine. */
const HEADER = 20;

/** The program of a command as `root` has it; absent when there is none, or it cannot be read. */
export function readProgram(root: string, { args, env, cwd }: ProgramSearch): ProgramFile | undefined {
  const [name = ''] = args;
  const tree = layeredTree([root]);
  const paths = name.includes('/') ? [name] : searchedDirectories(env).map((directory) => join(directory, name));
  for (const path of paths) {
    const place = path.startsWith('/') ? path : `${cwd}/${path}`;
    const found = resolve(tree, confinePath(place), { followLast: true });
    if (found.kind !== 'found' || !isProgram(found.entry)) continue;
    const header = readHeader(join(root, found.path));
    return header && { path, header };
  }
  return undefined;
}

function isProgram(entry: Entry): boolean {
  return entry.type !== 'directory' && 'mode' in entry && (entry.mode & 0o111) !== 0;
}

function readHeader(file: string): Buffer | undefined {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY);
  try {
    const header = Buffer.alloc(HEADER);
    return header.subarray(0, readSync(fd, header, 0, HEADER, 0));
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

/** Whether a file with that beginning is one of elf(5). */
export function isElf(header: Buffer): boolean {
  return header.toString('latin1', 0, 4) === '\x7fELF';
}
