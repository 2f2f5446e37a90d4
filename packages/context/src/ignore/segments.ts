import type { PatternState } from './pattern.ts';

/** One part of a pattern between slashes. `deep` is `**`: any number of names; as the last part, at least one. */
export type Segment = { readonly kind: 'deep' } | { readonly kind: 'name'; test(name: string): boolean };

/** A mask has this many bits to spare. */
export const MAX_SEGMENTS = 30;

/**
 * A pattern of at most `MAX_SEGMENTS` segments as an automaton over names: a state is the set of segments that the next name may
 * meet, as a bit mask. `oneLine`: as in Docker's expressions, `**` does not cover names that hold a line feed.
 */
export function segmentPattern(segments: readonly Segment[], oneLine: boolean): PatternState | undefined {
  const last = segments.length - 1;
  const states = new Map<number, PatternState>();
  const covers = (name: string): boolean => !oneLine || !name.includes('\n');

  function stateOf(mask: number): PatternState | undefined {
    if (mask === 0) return undefined;
    let state = states.get(mask);
    if (!state) states.set(mask, (state = createState(mask)));
    return state;
  }

  function createState(mask: number): PatternState {
    const final = (mask >> last) & 1 ? segments[last] : undefined;
    return {
      matches: (name) => final !== undefined && (final.kind === 'deep' ? covers(name) : final.test(name)),
      enter: (name) => stateOf(next(mask, name)),
    };
  }

  function next(mask: number, name: string): number {
    let result = 0;
    for (let i = 0; i <= last; i++) {
      const segment = segments[i];
      if (!segment || ((mask >> i) & 1) === 0) continue;
      if (segment.kind === 'deep') result |= covers(name) ? opened(i) : 0;
      else if (i < last && segment.test(name)) result |= opened(i + 1);
    }
    return result;
  }

  /** Bit `i`, and the bits behind it that `**` lets one skip to. */
  function opened(i: number): number {
    let mask = 1 << i;
    for (let k = i; k < last && segments[k]?.kind === 'deep'; k++) mask |= 1 << (k + 1);
    return mask;
  }

  return stateOf(opened(0));
}
