import type { SeccompProfile, SyscallCondition } from './profile.ts';

/** The `linux.seccomp` object of the OCI runtime specification. */
export interface OciSeccomp {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly architectures?: readonly string[];
  readonly syscalls?: readonly {
    readonly names: readonly string[];
    readonly action: string;
    readonly errnoRet?: number;
    readonly args?: readonly {
      readonly index: number;
      readonly value: number;
      readonly valueTwo?: number;
      readonly op: string;
    }[];
  }[];
}

const ARCHITECTURES: Readonly<Record<string, readonly string[]>> = {
  x64: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
  arm64: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
};

const OPERATORS: Readonly<Record<SyscallCondition['test'], string>> = {
  less: 'SCMP_CMP_LT',
  equal: 'SCMP_CMP_EQ',
  greater: 'SCMP_CMP_GT',
  'none-of': 'SCMP_CMP_MASKED_EQ',
};

const ENOSYS = 38;

/** `profile` for runtimes that compile it themselves. */
export function ociSeccomp(profile: SeccompProfile, arch: string = process.arch): OciSeccomp {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 1,
    architectures: ARCHITECTURES[arch] ?? [],
    syscalls: [
      { names: profile.allowed, action: 'SCMP_ACT_ALLOW' },
      ...profile.conditional.map((condition) => ({
        names: [condition.name],
        action: 'SCMP_ACT_ALLOW',
        args: [argument(condition)],
      })),
      { names: profile.absent, action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
    ],
  };
}

function argument({ argument, value, test }: SyscallCondition): {
  index: number;
  value: number;
  valueTwo?: number;
  op: string;
} {
  const op = OPERATORS[test];
  return { index: argument, value, op, ...(test === 'none-of' && { valueTwo: 0 }) };
}

/** Allows everything: stands beside a filter that comes as bytes. */
export const PASS_THROUGH: OciSeccomp = { defaultAction: 'SCMP_ACT_ALLOW' };
