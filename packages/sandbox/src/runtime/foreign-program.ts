import { isElf, readProgram } from './program-file.ts';
import type { ProgramSearch } from './program-search.ts';

/** Machines (elf(5)) whose programs each CPU runs by itself. */
const NATIVE: Readonly<Record<string, readonly number[]>> = { x64: [62, 3], arm64: [183, 40] };

/** Whether the program that a command would start is for another CPU, whatever its image says of itself. */
export function isForeign(root: string, search: ProgramSearch): boolean {
  const machine = machineOf(root, search);
  return machine !== undefined && NATIVE[process.arch]?.includes(machine) === false;
}

const MACHINE = 18;

function machineOf(root: string, search: ProgramSearch): number | undefined {
  const header = readProgram(root, search)?.header;
  if (header === undefined || header.length < MACHINE + 2 || !isElf(header)) return undefined;
  return header[5] === 2 ? header.readUInt16BE(MACHINE) : header.readUInt16LE(MACHINE);
}
