/** Which system calls a command cannot make: each of them is tried, in every driver that promises it. */
import { describe, expect, test } from 'vitest';
import { driverOf } from '../../packages/sandbox/src/drivers.ts';
import { syscallAbis } from '../../packages/sandbox/src/seccomp/abi.ts';
import { compileFilter } from '../../packages/sandbox/src/seccomp/compile.ts';
import { DEFAULT_PROFILE } from '../../packages/sandbox/src/seccomp/profile.ts';
import { runtimeCalls } from '../../packages/sandbox/src/seccomp/shared-profile.ts';
import { runAndCommit } from '../../packages/sandbox/src/testing.ts';
import { runFilter } from '../../packages/sandbox/test/support/bpf-machine.ts';
import { openRig, USABLE } from '../../packages/sandbox/test/support/rig.ts';
import { callingProgram, type NumberedCall } from './support/calling-program.ts';

const DRIVERS = USABLE.filter((driver) => driverOf(driver).promises.has('system-calls'));

/** Beyond all that Linux has. */
const NUMBERS = 500;
const X32 = 0x40000000;
const X64 = 0xc000003e;
const IA32 = 0x40000003;
const X64_NUMBERS = syscallAbis('x64')[0]?.numbers;

const FILTER = compileFilter(DEFAULT_PROFILE, syscallAbis('x64'));

/** The kernel shows them to no filter: they work from its own code alone (uretprobe, uprobe). */
const UNFILTERED = [335, 336];

/** What Docker's profile says to a call; absent where that is for the kernel or the sandbox to decide. */
function refusal({ number, ia32 }: NumberedCall): number | undefined {
  const args = Array.from({ length: 6 }, () => (ia32 ? 0xffffffffn : 0xffffffffffffffffn));
  const [, error] = runFilter(FILTER, { number, arch: ia32 ? IA32 : X64, args }).split('errno ');
  return error === undefined ? undefined : -Number(error);
}

const ALL = Array.from({ length: NUMBERS }, (_, number) => number);
const CALLS: readonly NumberedCall[] = [
  ...ALL.filter((number) => !UNFILTERED.includes(number)).map((number) => ({ number, ia32: false })),
  ...ALL.map((number) => ({ number: number + X32, ia32: false })),
  ...ALL.map((number) => ({ number, ia32: true })),
].filter((call) => refusal(call) !== undefined);

/** How a call is named in what fails. */
function described({ number, ia32 }: NumberedCall, result: number | undefined): string {
  return `${ia32 ? 'i386' : number < X32 ? 'x86-64' : 'x32'} ${number % X32}: ${result}`;
}

/** runc knows x32, and takes its own calls from the command there, too. */
const TAKEN_BY_RUNC = new Set(
  runtimeCalls(DEFAULT_PROFILE).map((name) => X32 + (X64_NUMBERS?.get(name) ?? Number.NaN)),
);

function expected(driver: string, call: NumberedCall): number | undefined {
  return driver === 'runc' && TAKEN_BY_RUNC.has(call.number) ? -1 : refusal(call);
}

describe.skipIf(process.arch !== 'x64').each(DRIVERS)('RUN with %s', (driver) => {
  test('is refused each call that Docker refuses', async () => {
    await using rig = await openRig(driver);
    const program = Buffer.from(callingProgram(CALLS)).toString('base64');
    const script = `echo ${program} | busybox base64 -d >/calls; busybox chmod 755 /calls; /calls | busybox base64`;
    const { stdout, stderr } = await runAndCommit(rig, script);
    const results = Buffer.from(stdout, 'base64');
    expect({ stderr, calls: results.length / 8 }).toEqual({ stderr: '', calls: CALLS.length });
    const said = CALLS.map((call, index) => described(call, results.readInt32LE(index * 8)));
    expect(said).toEqual(CALLS.map((call) => described(call, expected(driver, call))));
  });
});
