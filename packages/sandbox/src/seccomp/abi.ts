import { SYSCALLS_ARM64 } from './syscalls-arm64.ts';
import { SYSCALLS_IA32 } from './syscalls-ia32.ts';
import { SYSCALLS_X64 } from './syscalls-x64.ts';
import type { SyscallTable } from './syscall-table.ts';

/** A way to make system calls that a CPU has. */
export interface SyscallAbi {
  /** AUDIT_ARCH_* of linux/audit.h. */
  readonly audit: number;
  /** Bits of an argument. */
  readonly bits: 32 | 64;
  readonly numbers: SyscallTable;
}

const ABIS: Readonly<Record<string, readonly SyscallAbi[]>> = {
  x64: [
    { audit: 0xc000003e, bits: 64, numbers: SYSCALLS_X64 },
    { audit: 0x40000003, bits: 32, numbers: SYSCALLS_IA32 },
  ],
  arm64: [{ audit: 0xc00000b7, bits: 64, numbers: SYSCALLS_ARM64 }],
};

/** The ABIs of a CPU by Node's name. Throws on one that Strake's sandbox does not run on. */
export function syscallAbis(arch: string = process.arch): readonly SyscallAbi[] {
  const abis = ABIS[arch];
  if (abis === undefined) throw new Error(`the sandbox does not run on ${arch}`);
  return abis;
}
