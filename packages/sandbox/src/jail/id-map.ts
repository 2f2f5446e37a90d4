/** A line of /proc/PID/uid_map (user_namespaces(7)): `count` ids from `inside` on stand for those from `outside` on. */
export interface IdRange {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** The ids that one process may map: those of uids and of gids. */
export interface IdMap {
  readonly uids: readonly IdRange[];
  readonly gids: readonly IdRange[];
}

/**
 * A user namespace that maps every id is taken by runtimes for the initial one, where they expect to make devices;
 * one id less, and they know.
 */
const ALL_BUT_ONE = 4294967294;

/** Every id of the current user namespace (`text`: its /proc/self/uid_map) as itself. */
export function identityRanges(text: string): readonly IdRange[] {
  return parseIdMap(text).map(({ inside, count }) => ({
    inside,
    outside: inside,
    count: Math.min(count, ALL_BUT_ONE - inside),
  }));
}

/** Root for `own` and the subordinate ids after it. */
export function subordinateRanges(own: number, range: { start: number; count: number }): readonly IdRange[] {
  return [
    { inside: 0, outside: own, count: 1 },
    { inside: 1, outside: range.start, count: range.count },
  ];
}

/** Ids from 0 on without a gap that the ranges map. */
export function contiguousIds(ranges: readonly IdRange[]): number {
  return ranges
    .toSorted((a, b) => a.inside - b.inside)
    .reduce((count, { inside, count: more }) => (inside === count ? count + more : count), 0);
}

function parseIdMap(text: string): readonly IdRange[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([inside = 0, outside = 0, count = 0]) => ({ inside, outside, count }));
}

export function formatIdMap(ranges: readonly IdRange[]): string {
  return ranges.map(({ inside, outside, count }) => `${inside} ${outside} ${count}\n`).join('');
}

/** The first id that no line of /etc/subuid and /etc/subgid (`texts`) gives to anybody, nor accounts are likely to have. */
export function firstFreeId(texts: readonly string[]): number {
  const ends = texts.flatMap(rangesIn).map(({ start, count }) => start + count);
  return Math.max(100_000, ...ends.filter((end) => Number.isSafeInteger(end)));
}

/** The first range of at least `least` ids that /etc/subuid or /etc/subgid (`text`) gives to a user. */
export function subordinateRange(
  text: string,
  user: { readonly name: string; readonly uid: number },
  least = 65536,
): { readonly start: number; readonly count: number } | undefined {
  for (const { owner, ...range } of rangesIn(text)) {
    if (owner !== user.name && owner !== String(user.uid)) continue;
    if (Number.isSafeInteger(range.start) && range.start > 0 && range.count >= least) return range;
  }
  return undefined;
}

/** Line by line; what is no number is NaN. */
function rangesIn(text: string) {
  return text.split('\n').map((line) => {
    const [owner, start, count] = line.trim().split(':');
    return { owner, start: Number(start), count: Number(count) };
  });
}
