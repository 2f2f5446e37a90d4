const BASE = 0x400000;
const START = 64 + 56;

/** A program of x86-64 that makes one system call and ends with the number of its error, 0 for none (elf(5)). */
export function syscallProgram(nr: number, args: readonly number[]): Uint8Array {
  const [rdi = 0, rsi = 0, rdx = 0] = args;
  const imm = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return bytes;
  };
  const code = Buffer.concat([
    Buffer.from([0x48, 0xc7, 0xc7]),
    imm(rdi),
    Buffer.from([0x48, 0xc7, 0xc6]),
    imm(rsi),
    Buffer.from([0x48, 0xc7, 0xc2]),
    imm(rdx),
    Buffer.from([0x48, 0xc7, 0xc0]),
    imm(nr),
    // syscall; test eax, eax; jns +4; neg eax; jmp +2; xor eax, eax; mov edi, eax; mov eax, 60; syscall
    Buffer.from([0x0f, 0x05, 0x85, 0xc0, 0x79, 0x04, 0xf7, 0xd8, 0xeb, 0x02, 0x31, 0xc0, 0x89, 0xc7]),
    Buffer.from([0xb8, 60, 0, 0, 0, 0x0f, 0x05]),
  ]);
  return program(code);
}

/** A program of x86-64 that is `code`, which may change itself if it is `writable`. */
export function program(code: Uint8Array, writable = false): Uint8Array {
  const header = Buffer.alloc(START);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(62, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(BASE + START), 24);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(writable ? 7 : 5, 68);
  for (const at of [80, 88]) header.writeBigUInt64LE(BigInt(BASE), at);
  for (const at of [96, 104]) header.writeBigUInt64LE(BigInt(START + code.length), at);
  header.writeBigUInt64LE(4096n, 112);
  return Buffer.concat([header, code]);
}
