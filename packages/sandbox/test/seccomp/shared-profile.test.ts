import { assert, constantFrom, nat, property, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { type SyscallAbi, syscallAbis } from '../../src/seccomp/abi.ts';
import { compileFilter } from '../../src/seccomp/compile.ts';
import { ociRemainder, type OciSeccomp } from '../../src/seccomp/oci-profile.ts';
import { DEFAULT_PROFILE, type SeccompProfile } from '../../src/seccomp/profile.ts';
import { runtimeCalls, sharedProfile } from '../../src/seccomp/shared-profile.ts';
import { runFilter } from '../support/bpf-machine.ts';

const ABIS = syscallAbis('x64');
const SHARED = compileFilter(sharedProfile(DEFAULT_PROFILE), ABIS);
const WHOLE = compileFilter(DEFAULT_PROFILE, ABIS);
/** Of every argument that a condition looks at: on both sides of it. */
const VALUES = [
  0, 1, 8, 37, 38, 39, 40, 41, 0x11, 0o010644, 0o020644, 0o060644, 0o100644, 0x20000, 0x20008, 0x10000011,
];

/** What a runtime makes of its part of the profile. */
function remainder({ syscalls = [] }: OciSeccomp, { numbers }: SyscallAbi, number: number, args: number[]): string {
  const rules = syscalls.filter(
    ({ names, args: conditions = [] }) =>
      names.some((name) => numbers.get(name) === number) &&
      conditions.every(({ index, value, valueTwo }) => ((args[index] ?? 0) & value) === valueTwo),
  );
  const [rule, ...others] = rules;
  if (rule === undefined) return 'allow';
  expect(others).toEqual([]);
  return rule.action === 'SCMP_ACT_NOTIFY' ? 'ask' : `errno ${rule.errnoRet}`;
}

/** Of two filters the one that forbids more decides (seccomp(2)). */
function strictest(decisions: readonly string[]): string {
  return decisions.find((decision) => decision.startsWith('errno')) ?? decisions.find((d) => d === 'ask') ?? 'allow';
}

test('what a runtime and its command share, and what it takes from the command, are the profile', () => {
  const args = uniqueArray(constantFrom(...VALUES), { minLength: 6, maxLength: 6 });
  assert(
    property(constantFrom(...ABIS), nat({ max: 500 }), args, (abi, number, values) => {
      const data = { number, arch: abi.audit, args: values.map(BigInt) };
      const left = remainder(ociRemainder(DEFAULT_PROFILE, '/listener', 'x64'), abi, number, values);
      expect(strictest([runFilter(SHARED, data), left])).toBe(runFilter(WHOLE, data));
    }),
    { numRuns: 20_000 },
  );
});

test('a runtime may do what it must, and is asked nothing', () => {
  const names = [...runtimeCalls(DEFAULT_PROFILE), 'mknod', 'mknodat', 'unlink'];
  const decisions = ABIS.flatMap((abi) =>
    names.flatMap((name) => {
      const number = abi.numbers.get(name);
      const args = Array.from({ length: 6 }, () => 0o020000n);
      return number === undefined ? [] : [`${name}: ${runFilter(SHARED, { number, arch: abi.audit, args })}`];
    }),
  );
  expect(decisions.filter((decision) => !decision.endsWith(': allow'))).toEqual([]);
  expect(decisions.length).toBeGreaterThan(30);
});

test('every call of a runtime has its number', () => {
  for (const abi of [...ABIS, ...syscallAbis('arm64')]) {
    const unknown = runtimeCalls(DEFAULT_PROFILE).filter((name) => !abi.numbers.has(name));
    // Only i386 has the older one.
    expect(unknown.filter((name) => name !== 'umount')).toEqual([]);
  }
});

test('a call that the profile allows is not taken from the command', () => {
  const profile: SeccompProfile = { ...DEFAULT_PROFILE, allowed: [...DEFAULT_PROFILE.allowed, 'setns'] };
  expect(runtimeCalls(profile)).not.toContain('setns');
  expect(ociRemainder(profile, '/listener', 'x64').syscalls?.[0]?.names).not.toContain('setns');
});
