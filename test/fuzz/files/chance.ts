/** What is made by chance, of numbers from 0 to 1. */
export interface Chance {
  /** One of the numbers below `count`. */
  pick(count: number): number;
  one(items: readonly string[]): string;
  /** The text, as often as `chance` says, or nothing. */
  maybe(chance: number, text: string): string;
  /** One or more, at most so many. */
  some<T>(most: number, make: () => T): readonly T[];
}

export function createChance(random: () => number): Chance {
  const pick = (count: number): number => Math.floor(random() * count);
  return {
    pick,
    one: (items) => items[pick(items.length)] ?? '',
    maybe: (chance, text) => (random() < chance ? text : ''),
    some: (most, make) => Array.from({ length: 1 + pick(most) }, make),
  };
}
