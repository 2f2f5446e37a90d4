import type { SeccompProfile, SyscallCondition } from './profile.ts';
import { runtimeCalls } from './shared-profile.ts';

/** The `linux.seccomp` object of the OCI runtime specification. */
export interface OciSeccomp {
  /** Where the runtime sends the descriptor that answers calls. */
  readonly listenerPath?: string;
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
  'any-of': 'SCMP_CMP_MASKED_EQ',
};

const EPERM = 1;
const ENOSYS = 38;

/** `profile` for runtimes that compile it themselves. */
export function ociSeccomp(profile: SeccompProfile, listenerPath: string, arch: string = process.arch): OciSeccomp {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    listenerPath,
    defaultErrnoRet: EPERM,
    architectures: ARCHITECTURES[arch] ?? [],
    syscalls: [
      { names: profile.allowed, action: 'SCMP_ACT_ALLOW' },
      ...profile.conditional.map((condition) => ({
        names: [condition.name],
        action: 'SCMP_ACT_ALLOW',
        args: [argument(condition)],
      })),
      ...answered(profile),
      ...profile.answered.map((condition) => ({
        names: [condition.name],
        action: 'SCMP_ACT_ALLOW',
        args: [argument({ ...condition, test: 'none-of' })],
      })),
      { names: profile.absent, action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
    ],
  };
}

/**
 * What is left of `profile` for a runtime that has the filter of `sharedProfile` itself and so gives it to its command. libseccomp
 * takes 20 ms for a list of what is allowed on three ABIs, and nothing for these few.
 */
export function ociRemainder(profile: SeccompProfile, listenerPath: string, arch: string = process.arch): OciSeccomp {
  return {
    defaultAction: 'SCMP_ACT_ALLOW',
    listenerPath,
    architectures: ARCHITECTURES[arch] ?? [],
    syscalls: [{ names: runtimeCalls(profile), action: 'SCMP_ACT_ERRNO', errnoRet: EPERM }, ...answered(profile)],
  };
}

/** What the sandbox answers. */
function answered({ answered, held }: SeccompProfile): NonNullable<OciSeccomp['syscalls']> {
  return [
    ...answered.map((condition) => ({
      names: [condition.name],
      action: 'SCMP_ACT_NOTIFY',
      args: [argument(condition)],
    })),
    ...(held ? [{ names: held, action: 'SCMP_ACT_NOTIFY' }] : []),
  ];
}

function argument({ argument, value, test }: SyscallCondition): {
  index: number;
  value: number;
  valueTwo?: number;
  op: string;
} {
  const op = OPERATORS[test];
  const masked = { 'none-of': 0, 'any-of': value } as const;
  return { index: argument, value, op, ...(test in masked && { valueTwo: masked[test as keyof typeof masked] }) };
}

/** Allows everything: stands beside a filter that comes as bytes. */
export function passThrough(listenerPath: string): OciSeccomp {
  return { defaultAction: 'SCMP_ACT_ALLOW', listenerPath };
}
