import { program } from './syscall-program.ts';

/** A system call by its number: as programs for this CPU make it, or as those for i386 do. */
export interface NumberedCall {
  readonly number: number;
  readonly ia32: boolean;
}

/** `mov` of -1 to rdi, rsi, rdx, r10, r8 and r9, and to ebx, ecx, edx, esi, edi and ebp. */
const ARGUMENTS = ['48c7c7', '48c7c6', '48c7c2', '49c7c2', '49c7c0', '49c7c1'].map((to) => `${to}ffffffff`).join('');
const ARGUMENTS_IA32 = ['bb', 'b9', 'ba', 'be', 'bf', 'bd'].map((to) => `${to}ffffffff`).join('');

/**
 * A program of x86-64 that makes `calls` one after the other, every argument -1, and writes to stdout 8 bytes of
 * each: what it returned (32 bits, little endian; an error is negative) and four more.
 */
export function callingProgram(calls: readonly NumberedCall[]): Uint8Array {
  const table = Buffer.alloc(calls.length * 8);
  for (const [index, { number, ia32 }] of calls.entries()) {
    table.writeUInt32LE(number, index * 8);
    table.writeUInt32LE(ia32 ? 1 : 0, index * 8 + 4);
  }
  return program(Buffer.concat([codeFor(calls.length), table]), true);
}

function codeFor(count: number): Buffer {
  const native = `${ARGUMENTS}0f05`; // syscall
  const ia32 = `53${ARGUMENTS_IA32}cd805b`; // rbx kept around int 0x80
  const round =
    `8b03` + // eax: the number
    `8b4b0485c9` + // whether it is i386's
    `75${byte(size(native) + 2)}${native}` +
    `eb${byte(size(ia32))}${ia32}` +
    `89034883c30841ffcc`; // what it returned, next, count down
  const loop = `41bc${word(count)}${round}75${byte(-size(round) - 2)}`;
  const write = (table: number): string => `b801000000bf01000000488d35${word(table)}ba${word(count * 8)}0f05`;
  const exit = 'b83c00000031ff0f05';
  const behindTable = size(`ba${word(0)}0f05${exit}`);
  return Buffer.from(`488d1d${word(size(loop + write(0) + exit))}${loop}${write(behindTable)}${exit}`, 'hex');
}

const size = (hex: string): number => hex.length / 2;
const byte = (value: number): string => Buffer.from(Int8Array.of(value)).toString('hex');

function word(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes.toString('hex');
}
