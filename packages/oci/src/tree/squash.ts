import type { IndexEntry } from '../layer/layer.ts';
import type { ListedFile } from '../model/index.ts';
import { comparePaths, isWithin } from '../model/index.ts';
import { lookupOf } from './layer-lookup.ts';
import type { FileContents, IndexedLayer } from './overlay.ts';

/**
 * One layer in place of two neighbours, for trees only: it has no tar of its own. Undefined where the two say more than
 * one layer can: when there are hard links, directories without an entry, an opaque marker above, or a directory above
 * what is none.
 */
export function squash<F extends ListedFile>(
  lower: IndexedLayer<F>,
  upper: IndexedLayer<F>,
): IndexedLayer<F> | undefined {
  if (!isPlain(lower) || !isPlain(upper) || lookupOf(upper.index).opaque.size > 0) return undefined;
  const entries = merge(lower.index.entries, upper.index.entries);
  if (!entries) return undefined;
  for (const part of [lower, upper])
    for (const entry of part.index.entries)
      if (entry.type === 'file' && !owners.has(entry)) owners.set(entry, part.layer);
  return { index: { entries }, layer: squashed };
}

/** The layers that hold the bytes of entries of squashed layers. */
const owners = new WeakMap<ListedFile, FileContents<never>>();

function ownerOf<F extends ListedFile>(file: F): FileContents<F> {
  const owner = owners.get(file);
  if (!owner) throw new Error('a squashed layer has no bytes of its own');
  return owner;
}

const squashed: FileContents<ListedFile> = {
  content: (entry, signal, options) => ownerOf(entry).content(entry, signal, options),
  digestOf: (entry, signal) => ownerOf(entry).digestOf?.(entry, signal),
  readSmall: (entry, reader) => ownerOf(entry).readSmall?.(entry, reader),
};

function isPlain({ index }: Pick<IndexedLayer<ListedFile>, 'index'>): boolean {
  const lookup = lookupOf(index);
  return lookup.implied.size === 0 && lookup.links().size === 0;
}

/** Entries of both in order, without those below that those above replace or take away. */
function merge<F extends ListedFile>(
  lower: readonly IndexEntry<F>[],
  upper: readonly IndexEntry<F>[],
): readonly IndexEntry<F>[] | undefined {
  const entries: IndexEntry<F>[] = [];
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
