import type { PatternState } from './pattern.ts';
import type { PointTest } from './point-class.ts';

export type Assertion = 'begin' | 'end' | 'boundary' | 'inside';

/** One step of an expression over code points. `deep` is Docker's `**`: nothing, or a text without line feeds and `/`. */
export type Item =
  | { readonly kind: 'one' | 'maybe' | 'many'; readonly test: PointTest }
  | { readonly kind: 'deep' }
  | { readonly kind: 'assert'; readonly assertion: Assertion };

const NONE = -1;
const SLASH = 47;

/**
 * The expression at the root of a tree. A position is an index into the items times two; the odd one behind a `deep`
 * is the inside of it. All positions advance together over the code points.
 */
export function automatonState(items: readonly Item[]): PatternState | undefined {
  const accepted = items.length * 2;

  /** The positions reachable without taking a point, between `before` and `after`. */
  function closure(positions: readonly number[], before: number, after: number): readonly number[] {
    const seen = new Set<number>(positions);
    // A Set yields what is added while it is iterated.
    for (const position of seen) {
      const item = position % 2 === 0 ? items[position / 2] : undefined;
      if (item?.kind === 'many' || item?.kind === 'maybe' || item?.kind === 'deep') seen.add(position + 2);
      if (item?.kind === 'deep') seen.add(position + 1);
      if (item?.kind === 'assert' && holds(item.assertion, before, after)) seen.add(position + 2);
    }
    return [...seen];
  }

  function step(positions: readonly number[], before: number, point: number): readonly number[] {
    const next: number[] = [];
    for (const position of closure(positions, before, point)) {
      const item = items[Math.floor(position / 2)];
      if (position % 2 === 1) {
        if (point !== 10) next.push(position);
        if (point === SLASH) next.push(position + 1);
      } else if (item && 'test' in item && item.test(point)) {
        next.push(item.kind === 'many' ? position : position + 2);
      }
    }
    return next;
  }

  function stateAt(start: readonly number[], startPoint: number): PatternState {
    const run = (text: string): { readonly positions: readonly number[]; readonly last: number } => {
      let positions = start;
      let last = startPoint;
      for (const character of text) {
        if (positions.length === 0) break;
        const point = character.codePointAt(0) ?? 0;
        positions = step(positions, last, point);
        last = point;
      }
      return { positions, last };
    };
    return {
      matches: (name) => {
        const { positions, last } = run(name);
        return closure(positions, last, NONE).includes(accepted);
      },
      enter: (name) => {
        const { positions, last } = run(`${name}/`);
        return positions.length > 0 ? stateAt(positions, last) : undefined;
      },
    };
  }

  return stateAt([0], NONE);
}

function holds(assertion: Assertion, before: number, after: number): boolean {
  if (assertion === 'begin') return before === NONE;
  if (assertion === 'end') return after === NONE;
  return (isWord(before) !== isWord(after)) === (assertion === 'boundary');
}

function isWord(point: number): boolean {
  return point >= 0 && /\w/.test(String.fromCodePoint(point));
}
