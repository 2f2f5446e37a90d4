import { assert, constantFrom, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { syscallAbis } from '../../src/seccomp/abi.ts';
import { compileFilter } from '../../src/seccomp/compile.ts';
import {
  DEFAULT_PROFILE,
  FEIGNING_PROFILE,
  holdDeviceCalls,
  type SeccompProfile,
  UNANSWERED_PROFILE,
} from '../../src/seccomp/profile.ts';
import { runFilter, type SyscallData } from '../support/bpf-machine.ts';

const [X64, IA32] = syscallAbis('x64');
const FILTER = compileFilter(DEFAULT_PROFILE, syscallAbis('x64'));

const ALLOW = 'allow';
const EPERM = 'errno 1';
const ENOSYS = 'errno 38';
const ASK = 'ask';

function check(name: string, args: readonly (number | bigint)[] = [], abi = X64): string {
  const number = abi?.numbers.get(name);
  if (abi === undefined || number === undefined) throw new Error(`no ${name}`);
  return runFilter(FILTER, { number, arch: abi.audit, args: args.map(BigInt) });
}

test.each([
  ['read', [], ALLOW],
  ['execve', [], ALLOW],
  ['chroot', [], ALLOW],
  ['ptrace', [], ALLOW],
  ['clone3', [], ENOSYS],
  ['mount', [], EPERM],
  ['unshare', [], EPERM],
  ['bpf', [], EPERM],
  ['setns', [], EPERM],
  ['clone', [0x11], ALLOW],
  ['clone', [0x10000011], EPERM],
  ['clone', [0x20000], EPERM],
  ['clone', [0x1_0000_0011n], ALLOW],
  ['socket', [1], ALLOW],
  ['socket', [16], ALLOW],
  ['socket', [37], ALLOW],
  ['socket', [38], EPERM],
  ['socket', [39], ALLOW],
  ['socket', [40], EPERM],
  ['socket', [41], ALLOW],
  ['socket', [0x1_0000_0026n], ALLOW],
  ['mknod', [0, 0o100644, 0], ALLOW],
  ['mknod', [0, 0o010644, 0], ALLOW],
  ['mknod', [0, 0o020644, 0x103], ASK],
  ['mknodat', [0, 0, 0o060644, 0x800], ASK],
  ['mknodat', [0, 0o060644, 0o100644, 0], ALLOW],
  ['personality', [0], ALLOW],
  ['personality', [8], ALLOW],
  ['personality', [0x20008], ALLOW],
  ['personality', [0xffffffff], ALLOW],
  ['personality', [0x40000], EPERM],
  ['personality', [0x1_0000_0000n], EPERM],
] as const)('%s(%o): %s', (name, args, expected) => {
  expect(check(name, args)).toBe(expected);
});

test.each([
  ['read', [], ALLOW],
  ['mount', [], EPERM],
  ['socket', [40], EPERM],
  ['umount', [], EPERM],
] as const)('on i386 %s(%o): %s', (name, args, expected) => {
  expect(check(name, args, IA32)).toBe(expected);
});

test.each([
  ['a call newer than the profile', { number: 480, arch: X64?.audit }, ENOSYS],
  ['a number that nobody has', { number: 400, arch: X64?.audit }, EPERM],
  ['a call of x32', { number: 0x40000000, arch: X64?.audit }, ENOSYS],
  ['another CPU', { number: 0, arch: 0xc00000b7 }, ENOSYS],
])('%s', (_, { number, arch = 0 }, expected) => {
  expect(runFilter(FILTER, { number, arch, args: [] })).toBe(expected);
});

test('every call gets what the profile says, on every CPU', () => {
  const profile: SeccompProfile = { ...DEFAULT_PROFILE, conditional: [], answered: [] };
  for (const cpu of ['x64', 'arm64']) {
    const abis = syscallAbis(cpu);
    const filter = compileFilter(profile, abis);
    const allowed = new Set(profile.allowed);
    assert(
      property(constantFrom(...abis), nat({ max: 600 }), (abi, number) => {
        const names = [...abi.numbers].filter(([, n]) => n === number).map(([name]) => name);
        const last = Math.max(...profile.allowed.flatMap((name) => abi.numbers.get(name) ?? []));
        const otherwise = number > last || names.some((name) => profile.absent.includes(name)) ? ENOSYS : EPERM;
        const expected = names.some((name) => allowed.has(name)) ? ALLOW : otherwise;
        expect(runFilter(filter, { number, arch: abi.audit, args: [] } satisfies SyscallData)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  }
});

test('the filter is small enough for the kernel', () => {
  expect(FILTER.byteLength / 8).toBeLessThan(4096);
});

test.each([
  ['chown', FEIGNING_PROFILE, 'errno 0'],
  ['fchownat', FEIGNING_PROFILE, 'errno 0'],
  ['setgroups', FEIGNING_PROFILE, 'errno 0'],
  ['chown', DEFAULT_PROFILE, ALLOW],
  ['mount', FEIGNING_PROFILE, EPERM],
  ['mknod', DEFAULT_PROFILE, ASK],
  ['mknod', UNANSWERED_PROFILE, ALLOW],
  ['unlink', DEFAULT_PROFILE, ALLOW],
  ['unlink', holdDeviceCalls(FEIGNING_PROFILE), ASK],
  ['renameat2', holdDeviceCalls(DEFAULT_PROFILE), ASK],
])('%s with %#', (name, profile, decision) => {
  for (const abi of syscallAbis('x64')) {
    const number = abi.numbers.get(name) ?? -1;
    const program = compileFilter(profile, syscallAbis('x64'));
    const args = [0n, 0o020000n, 0o020000n];
    expect(runFilter(program, { number, arch: abi.audit, args })).toBe(decision);
  }
});
