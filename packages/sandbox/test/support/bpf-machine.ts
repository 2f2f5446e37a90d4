/** What the kernel shows a filter. */
export interface SyscallData {
  readonly number: number;
  readonly arch: number;
  readonly args: readonly bigint[];
}

/** Runs a filter as the kernel would, and says what it decides. Throws on what the kernel would not load. */
export function runFilter(program: Uint8Array, data: SyscallData): string {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const memory = memoryOf(data);
  let accumulator = 0;
  for (let pc = 0; pc * 8 < program.byteLength; pc += 1) {
    const k = code.getUint32(pc * 8 + 4, true);
    const [jt, jf] = [code.getUint8(pc * 8 + 2), code.getUint8(pc * 8 + 3)];
    switch (code.getUint16(pc * 8, true)) {
      case 0x20:
        accumulator = memory.getUint32(k, true);
        break;
      case 0x05:
        pc += k;
        break;
      case 0x15:
        pc += accumulator === k ? jt : jf;
        break;
      case 0x35:
        pc += accumulator >= k ? jt : jf;
        break;
      case 0x45:
        pc += (accumulator & k) === 0 ? jf : jt;
        break;
      case 0x06:
        return decision(k);
      default:
        throw new Error(`instruction ${pc} is unknown`);
    }
  }
  throw new Error('the program ends without a decision');
}

function memoryOf({ number, arch, args }: SyscallData): DataView {
  const memory = new DataView(new ArrayBuffer(64));
  memory.setUint32(0, number, true);
  memory.setUint32(4, arch, true);
  for (const [index, value] of args.entries()) memory.setBigUint64(16 + index * 8, value, true);
  return memory;
}

function decision(value: number): string {
  if (value === 0x7fff0000) return 'allow';
  if (value === 0x7fc00000) return 'ask';
  if (value >>> 16 === 5) return `errno ${value & 0xffff}`;
  throw new Error(`decision ${value.toString(16)}`);
}
