import type { SyscallAbi } from './abi.ts';
import { assemble, type Block, branch, load, returns } from './bpf.ts';
import type { SeccompProfile, SyscallCondition } from './profile.ts';

/** Offsets in `struct seccomp_data` (seccomp(2)). */
const NUMBER = 0;
const ARCH = 4;
const ARGUMENTS = 16;

const EPERM = 1;
const ENOSYS = 38;
const ALLOW = returns(0x7fff0000);
const DENY = returns(0x00050000 | EPERM);
const ASK = returns(0x7fc00000);
const ABSENT = returns(0x00050000 | ENOSYS);
/** An error of number 0 is none. */
const FEIGN = returns(0x00050000);

/**
 * A seccomp filter that enforces `profile` for calls through any of `abis`; calls through others do not exist. A call
 * newer than every name of the profile does not exist either (ENOSYS), as with runc: programs then take an older way.
 */
export function compileFilter(profile: SeccompProfile, abis: readonly SyscallAbi[]): Uint8Array {
  const program = abis.reduceRight<Block>(
    (others, abi) => branch('equal', abi.audit, forAbi(profile, abi), others),
    ABSENT,
  );
  return assemble(load(ARCH, program));
}

/** Numbers from `from` on, up to the next one's, are treated by `block`. */
interface Span {
  readonly from: number;
  readonly block: Block;
}

function forAbi(profile: SeccompProfile, abi: SyscallAbi): Block {
  const blocks = new Map<number, Block>();
  const assign = (name: string, block: Block): void => {
    const number = abi.numbers.get(name);
    if (number !== undefined) blocks.set(number, block);
  };
  for (const name of profile.allowed) assign(name, ALLOW);
  for (const name of profile.absent) assign(name, ABSENT);
  for (const [name, conditions] of Map.groupBy(profile.conditional, ({ name }) => name)) {
    assign(name, conditionBlock(conditions, abi));
  }
  for (const { name, argument, value } of profile.answered) {
    assign(name, load(ARGUMENTS + 8 * argument, branch('any-of', value, ASK, ALLOW)));
  }
  for (const name of profile.held ?? []) assign(name, ASK);
  for (const name of profile.feigned ?? []) assign(name, FEIGN);
  return load(NUMBER, search(spansOf(blocks)));
}

/** The whole line of numbers as few spans. */
function spansOf(blocks: ReadonlyMap<number, Block>): readonly Span[] {
  const numbers = [...blocks.keys()].sort((a, b) => a - b);
  const spans: Span[] = [{ from: 0, block: DENY }];
  const put = (from: number, block: Block): void => {
    if (spans.at(-1)?.from === from) spans.pop();
    if (spans.at(-1)?.block !== block) spans.push({ from, block });
  };
  for (const number of numbers) {
    put(number, blocks.get(number) ?? DENY);
    put(number + 1, DENY);
  }
  put((numbers.at(-1) ?? -1) + 1, ABSENT);
  return spans;
}

/** A binary search for the span of the accumulator. */
function search(spans: readonly Span[]): Block {
  const middle = spans.length >> 1;
  const span = spans[middle];
  if (span === undefined) return DENY;
  if (spans.length === 1) return span.block;
  return branch('at-least', span.from, search(spans.slice(middle)), search(spans.slice(0, middle)));
}

/** Conditions on one argument, any of which allows. */
function conditionBlock(conditions: readonly SyscallCondition[], { bits }: SyscallAbi): Block {
  const offset = ARGUMENTS + 8 * (conditions[0]?.argument ?? 0);
  const low = load(
    offset,
    conditions.reduceRight<Block>((rest, condition) => lowTest(condition, rest), DENY),
  );
  if (bits === 32 || conditions.every(({ test }) => test === 'none-of')) return low;
  const high = conditions.some(({ test }) => test === 'greater') ? ALLOW : DENY;
  return load(offset + 4, branch('equal', 0, low, high));
}

function lowTest({ test, value }: SyscallCondition, otherwise: Block): Block {
  return LOW_TESTS[test](value, otherwise);
}

const LOW_TESTS: Readonly<Record<SyscallCondition['test'], (value: number, otherwise: Block) => Block>> = {
  equal: (value, otherwise) => branch('equal', value, ALLOW, otherwise),
  less: (value, otherwise) => branch('at-least', value, otherwise, ALLOW),
  greater: (value, otherwise) => branch('at-least', value + 1, ALLOW, otherwise),
  'none-of': (value, otherwise) => branch('any-of', value, otherwise, ALLOW),
  'any-of': (value, otherwise) => branch('any-of', value, ALLOW, otherwise),
};
