import { parseIgnorePatterns } from '../ignore/ignore-file.ts';
import { type IgnoreDirectory, ignoreDirectory } from '../ignore/matcher.ts';
import { isEverything, type Wanted } from './wanted.ts';

/** What of one directory's children is wanted. */
export interface Part {
  /** Whether all of them. */
  readonly everything: boolean;
  /** Those that at least one of these does not leave out. */
  readonly excludes: readonly IgnoreDirectory[];
  /** And these, whatever leaves them out. */
  readonly children: ReadonlyMap<string, Wanted>;
  /** Whether the directory is wanted only if something in it is. */
  readonly tentative: boolean;
}

const EVERYTHING: Part = { everything: true, excludes: [], children: new Map(), tentative: false };
const NONE: readonly IgnoreDirectory[] = [];

/** Of the directory that `wanted` stands for. */
export function partOf(wanted: Wanted): Part {
  const everything = isEverything(wanted);
  return { everything, excludes: excludesOf(wanted), children: wanted.children, tentative: false };
}

/** Of a child that may be a directory; undefined when nothing of it is wanted. */
export function partBelow(parent: Part, name: string): Part | undefined {
  if (parent.everything) return EVERYTHING;
  const named = parent.children.get(name);
  if (named && isEverything(named)) return partOf(named);
  const inherited = parent.excludes.map((exclude) => exclude.enter(name)).filter(({ keepsSome }) => keepsSome);
  if (named) return { ...partOf(named), excludes: [...inherited, ...excludesOf(named)] };
  if (inherited.length === 0) return undefined;
  const tentative = inherited.every(({ ignored }) => ignored);
  return { everything: false, excludes: inherited, children: new Map(), tentative };
}

/** Whether the directory must be listed: else it has the named children or none. */
export function isListed({ everything, excludes }: Part): boolean {
  return everything || excludes.length > 0;
}

/** Whether a child that is no directory is wanted. */
export function hasLeaf({ everything, excludes, children }: Part, name: string): boolean {
  return everything || children.has(name) || excludes.some((exclude) => !exclude.ignores(name));
}

function excludesOf({ whole, exclude }: Wanted): readonly IgnoreDirectory[] {
  return whole && exclude ? [ignoreDirectory(parseIgnorePatterns(exclude).rules)] : NONE;
}
