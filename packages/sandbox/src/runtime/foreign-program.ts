import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { confinePath, resolve } from '@strake/oci';
import { layeredTree } from '../snapshot/layered.ts';
import { type ProgramSearch, searchedDirectories } from './program-search.ts';

/** Machines (elf(5)) whose programs each CPU runs by itself. */
const NATIVE: Readonly<Record<string, readonly number[]>> = { x64: [62, 3], arm64: [183, 40] };

/** Whether the program that a command would start is for another CPU, whatever its image says of itself. */
export function isForeign(root: string, search: ProgramSearch): boolean {
  const machine = machineOf(root, search);
  return machine !== undefined && NATIVE[process.arch]?.includes(machine) === false;
}

function machineOf(root: string, { args, env, cwd }: ProgramSearch): number | undefined {
  const [name = ''] = args;
  const tree = layeredTree([root]);
  const places = name.includes('/')
    ? [name.startsWith('/') ? name : `${cwd}/${name}`]
    : searchedDirectories(env).map((directory) => `${directory}/${name}`);
  for (const place of places) {
    const found = resolve(tree, confinePath(place), { followLast: true });
    if (found.kind === 'found' && found.entry.type !== 'directory') return machineIn(join(root, found.path));
  }
  return undefined;
}

const HEADER = 20;

function machineIn(file: string): number | undefined {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY);
  try {
    const header = Buffer.alloc(HEADER);
    const size = readSync(fd, header, 0, HEADER, 0);
    if (size < HEADER || header.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
    return header[5] === 2 ? header.readUInt16BE(18) : header.readUInt16LE(18);
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}
