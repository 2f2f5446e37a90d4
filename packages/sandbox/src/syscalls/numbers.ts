/** Numbers of the system calls that the C library has no function for, by Node's name of the CPU. */
export interface SyscallNumbers {
  readonly pivotRoot: number;
  readonly mknodat: number;
  readonly mountSetattr: number;
}

const NUMBERS: Readonly<Record<string, SyscallNumbers>> = {
  x64: { pivotRoot: 155, mknodat: 259, mountSetattr: 442 },
  arm64: { pivotRoot: 41, mknodat: 33, mountSetattr: 442 },
};

/** The numbers for this CPU. Throws on one that Strake's sandbox does not run on. */
export function syscallNumbers(arch: string = process.arch): SyscallNumbers {
  const numbers = NUMBERS[arch];
  if (numbers === undefined) throw new Error(`the sandbox does not run on ${arch}`);
  return numbers;
}
