import { program } from './syscall-program.ts';

// mov eax, 1; mov edi, 1; mov esi, 0x400000; mov edx, 64; syscall
const WRITE = [0xb8, 1, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0xbe, 0, 0, 0x40, 0, 0xba, 64, 0, 0, 0, 0x0f, 0x05];

// sub rsp, 16; socketpair(AF_UNIX, SOCK_STREAM, 0, rsp); mov ebp, [rsp]
const SOCKETS = [
  ...[0x48, 0x83, 0xec, 0x10, 0xb8, 53, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0xbe, 1, 0, 0, 0, 0x31, 0xd2, 0x49, 0x89, 0xe2],
  ...[0x0f, 0x05, 0x8b, 0x2c, 0x24],
];

// splice(ebp, 0, 1, 0, 65536, 0), again and again
const SPLICE = [
  ...[0xb8, 0x13, 1, 0, 0, 0x89, 0xef, 0x31, 0xf6, 0xba, 1, 0, 0, 0, 0x45, 0x31, 0xd2, 0x41, 0xb8, 0, 0, 1, 0],
  ...[0x45, 0x31, 0xc9, 0x0f, 0x05, 0xeb, 0xe2],
];

/**
 * A program of x86-64 that keeps its stdout locked: it splices into it from a socket to which nobody writes, for ever. With
 * `says` it writes something just before, so that the pipe's reader comes, and waits.
 */
export function lockingProgram(says: boolean): Uint8Array {
  return program(Uint8Array.of(...SOCKETS, ...(says ? WRITE : []), ...SPLICE));
}
