import type { IndexEntry, Layer } from '../layer/layer.ts';
import { comparePaths, isWithin } from '../model/index.ts';
import { lookupOf } from './layer-lookup.ts';
import type { IndexedLayer } from './overlay.ts';

/**
 * One layer in place of two neighbours, for trees only: it has no tar of its own. Undefined where the two say more than
 * one layer can: when there are hard links, directories without an entry, an opaque marker above, or a directory above
 * what is none.
 */
export function squash(lower: IndexedLayer, upper: IndexedLayer): IndexedLayer | undefined {
  if (!isPlain(lower) || !isPlain(upper) || lookupOf(upper.index).opaque.size > 0) return undefined;
  const entries = merge(lower.index.entries, upper.index.entries);
  if (!entries) return undefined;
  for (const part of [lower, upper])
    for (const entry of part.index.entries)
      if (entry.type === 'file' && !owners.has(entry)) owners.set(entry, part.layer);
  return { index: { ...upper.index, entries }, layer: squashed(upper.layer) };
}

/** The layers that hold the bytes of entries of squashed layers. */
const owners = new WeakMap<IndexEntry, Layer>();

function squashed({ diffId }: Layer): Layer {
  const none = (): never => {
    throw new Error('a squashed layer has no bytes of its own');
  };
  return {
    diffId,
    index: none,
    tar: none,
    content: (entry, signal, options) => owners.get(entry)?.content(entry, signal, options) ?? none(),
    readSmall: (entry) => owners.get(entry)?.readSmall?.(entry),
  };
}

function isPlain({ index }: IndexedLayer): boolean {
  const lookup = lookupOf(index);
  return lookup.implied.size === 0 && lookup.links().size === 0;
}

/** Entries of both in order, without those below that those above replace or take away. */
function merge(lower: readonly IndexEntry[], upper: readonly IndexEntry[]): readonly IndexEntry[] | undefined {
  const entries: IndexEntry[] = [];
  let at = 0;
  for (const entry of upper) {
    for (let below = lower[at]; below && comparePaths(below.path, entry.path) < 0; below = lower[++at])
      entries.push(below);
    entries.push(entry);
    const same = lower[at];
    if (entry.type !== 'directory') {
      for (let below = same; below && isWithin(below.path, entry.path); below = lower[++at]);
    } else if (same?.path === entry.path) {
      if (same.type !== 'directory') return undefined;
      at += 1;
    }
  }
  return [...entries, ...lower.slice(at)];
}
