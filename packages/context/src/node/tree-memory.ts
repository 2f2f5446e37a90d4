import { createHash } from 'node:crypto';
import { type Digest, isDigest } from '@strake/core';

/** Digests of whole trees, by what was seen of them. */
export interface TreeMemory {
  /** Whether anything is remembered of the trees that `selection` stands for. */
  knows(selection: string): boolean;
  find(selection: string, seen: string, name: string): Digest | undefined;
  /** What was known of the selection by something else that was seen is forgotten. */
  learn(selection: string, seen: string, name: string, digest: Digest): void;
  /** The memory as JSON-able data, when something was learnt since it was made or encoded. */
  encode(): unknown;
}

interface Remembered {
  readonly seen: string;
  readonly digests: ReadonlyMap<string, Digest>;
}

/** Of what an entry is made of what was seen: another one where that changes. */
const VERSION = 1;
/** Trees that are remembered; the one that was not learnt for longest goes first. */
const MOST_TREES = 16;
/** Digests of one tree. */
const MOST_DIGESTS = 64;

/** The memory that `encode` gave; an empty one for anything else. */
export function treeMemory(encoded?: unknown): TreeMemory {
  const trees = new Map(decode(encoded));
  let news = false;
  const at = (selection: string): Remembered | undefined => trees.get(keyOf(selection));
  return {
    knows: (selection) => at(selection) !== undefined,
    find(selection, seen, name) {
      const known = at(selection);
      return known?.seen === seen ? known.digests.get(keyOf(name)) : undefined;
    },
    learn(selection, seen, name, digest) {
      const known = at(selection);
      const digests = [...(known?.seen === seen ? known.digests : [])].slice(1 - MOST_DIGESTS);
      trees.delete(keyOf(selection));
      trees.set(keyOf(selection), { seen, digests: new Map([...digests, [keyOf(name), digest]]) });
      for (const oldest of [...trees.keys()].slice(0, -MOST_TREES)) trees.delete(oldest);
      news = true;
    },
    encode() {
      if (!news) return undefined;
      news = false;
      const rows = [...trees].map(([selection, { seen, digests }]) => ({ selection, seen, digests: [...digests] }));
      return { version: VERSION, trees: rows };
    },
  };
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function decode(encoded: unknown): readonly (readonly [string, Remembered])[] {
  if (!isObject(encoded) || encoded['version'] !== VERSION || !Array.isArray(encoded['trees'])) return [];
  return encoded['trees'].slice(0, MOST_TREES).flatMap((row: unknown) => {
    if (!isObject(row) || typeof row['selection'] !== 'string' || typeof row['seen'] !== 'string') return [];
    const digests = Array.isArray(row['digests']) ? row['digests'].filter(isNamedDigest) : [];
    return [[row['selection'], { seen: row['seen'], digests: new Map(digests) }] as const];
  });
}

function isNamedDigest(value: unknown): value is [string, Digest] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string' && isDigest(value[1]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
