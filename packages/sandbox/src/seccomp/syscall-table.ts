/** Numbers of system calls by name, for one ABI. */
export type SyscallTable = ReadonlyMap<string, number>;

/** Reads `name:number` words. */
export function parseSyscallTable(text: string): SyscallTable {
  return new Map(
    text
      .trim()
      .split(/\s+/)
      .map((word) => word.split(':'))
      .map(([name = '', number]) => [name, Number(number)]),
  );
}
