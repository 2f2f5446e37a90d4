/** An instruction of classic BPF: `struct sock_filter` (linux/filter.h). Jumps are relative and forward. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** Instructions that end with a return on every way through. */
export type Block = readonly Instruction[];

/** A test of the accumulator against a constant. */
export type Test = 'equal' | 'at-least' | 'any-of';

const LD_W_ABS = 0x20;
const RET_K = 0x06;
const JA = 0x05;
const JUMPS: Readonly<Record<Test, number>> = { equal: 0x15, 'at-least': 0x35, 'any-of': 0x45 };
/** Conditional jumps have 8 bits. */
const FARTHEST = 255;
const SIZE = 8;

/** Loads the word at `offset` of `struct seccomp_data`, then goes on with `next`. */
export function load(offset: number, next: Block): Block {
  return [{ code: LD_W_ABS, jt: 0, jf: 0, k: offset }, ...next];
}

export function returns(value: number): Block {
  return [{ code: RET_K, jt: 0, jf: 0, k: value }];
}

/** `yes` when the test holds, else `no`. */
export function branch(test: Test, value: number, yes: Block, no: Block): Block {
  const code = JUMPS[test];
  if (no.length <= FARTHEST) return [{ code, jt: no.length, jf: 0, k: value }, ...no, ...yes];
  return [{ code, jt: 0, jf: 1, k: value }, { code: JA, jt: 0, jf: 0, k: no.length }, ...no, ...yes];
}

/** The program's bytes, in the byte order of this machine's kernel (little endian on all that Node runs on). */
export function assemble(block: Block): Uint8Array {
  const bytes = new Uint8Array(block.length * SIZE);
  const view = new DataView(bytes.buffer);
  for (const [index, { code, jt, jf, k }] of block.entries()) {
    view.setUint16(index * SIZE, code, true);
    view.setUint8(index * SIZE + 2, jt);
    view.setUint8(index * SIZE + 3, jf);
    view.setUint32(index * SIZE + 4, k, true);
  }
  return bytes;
}
