import type { Flag, InstructionName } from '../ast/nodes.ts';

/** The order of flags: what is copied or run from where, then how. Flags of one name keep their order. */
const ORDER: Readonly<Partial<Record<InstructionName, readonly string[]>>> = {
  add: ['link', 'keep-git-dir', 'unpack', 'checksum', 'chown', 'chmod', 'exclude'],
  copy: ['from', 'link', 'parents', 'chown', 'chmod', 'exclude'],
  healthcheck: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
  run: ['mount', 'device', 'network', 'security'],
};

/** Flags in the order they are written; unknown ones stay behind the others. */
export function orderFlags(instruction: InstructionName, flags: readonly Flag[]): readonly Flag[] {
  const order = ORDER[instruction];
  if (order === undefined || flags.length < 2) return flags;
  const rank = (flag: Flag): number => {
    const index = order.indexOf(flag.name);
    return index < 0 ? order.length : index;
  };
  return flags.toSorted((a, b) => rank(a) - rank(b));
}
