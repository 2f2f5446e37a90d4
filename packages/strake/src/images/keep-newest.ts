import type { Digest } from '@strake/core';
import { DISK_BLOCK } from './disk-size.ts';
import type { StoredImage } from './image-records.ts';
import { type CacheEntry, digestsOfImage, type Marker } from './reachable.ts';
import type { StoreSizes } from './store-sizes.ts';
import { type UnpackedTrees, unpackedTrees } from './unpacked-trees.ts';

/** What of a store stays besides its images. */
export interface Kept {
  readonly entries: readonly CacheEntry[];
  /** Whether an unpacked layer stays. */
  readonly isUnpacked: (diffId: Digest) => boolean;
  /** Whether whole roots stay, that copies are made of. */
  readonly roots: boolean;
  /** Bytes of cache mounts. */
  readonly mounts: number;
  readonly logs: boolean;
  readonly hints: boolean;
}

/** Bytes on disk. */
export interface Limits {
  /** Of all that stays. */
  readonly storage: number;
  /** Of cache mounts. */
  readonly mounts: number;
}

/** What there is, and `marked`, which grows by what stays. */
export interface Holdings {
  readonly images: readonly StoredImage[];
  readonly entries: readonly CacheEntry[];
  readonly marker: Marker;
  readonly marked: Set<Digest>;
  readonly sizes: StoreSizes;
}

/** Takes from what is left, if it is enough. */
type Take = (bytes: number) => boolean;

interface Candidate {
  /** Milliseconds since 1970. */
  readonly used: number;
  readonly keep: () => Promise<void> | void;
}

/**
 * Keeps images, and what was used last of all else. As in BuildKit no result of a step is kept that is older than one that
 * goes, and no cache mount. An unpacked layer goes with what it belongs to, or before it where there is no room for both.
 */
export async function keepNewest(limits: Limits, holdings: Holdings): Promise<Kept> {
  const { sizes, marker, marked } = holdings;
  const trees = unpackedTrees(sizes.unpacked);
  const named: { readonly used: number; readonly digests: readonly Digest[] }[] = [];
  for (const image of newestFirst(holdings.images))
    named.push({ used: timeOf(image.named), digests: await marker.mark(digestsOfImage(image), marked) });
  let left = limits.storage - sizes.rest - trees.rest - (await sizes.of(named.flatMap(({ digests }) => digests)));
  const take: Take = (bytes) => {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  };
  const [logs, hints] = [take(sizes.logs), take(sizes.hints)];
  const layers = layerKeeper(trees, take);
  const steps = stepKeeper(holdings, layers, take);
  const mounts = mountKeeper(limits.mounts, take);
  const candidates: readonly Candidate[] = [
    ...named.map(({ used, digests }) => ({ used, keep: () => layers.keep(digests) })),
    ...holdings.entries.map((entry) => ({ used: timeOf(entry.used), keep: () => steps.keep(entry) })),
    ...sizes.unpacked.caches.map(({ used, bytes }) => ({ used, keep: () => mounts.keep(bytes) })),
  ];
  for (const { keep } of candidates.toSorted((a, b) => b.used - a.used)) await keep();
  return {
    entries: steps.kept,
    isUnpacked: (diffId) => layers.kept.has(diffId),
    roots: take(trees.roots),
    mounts: mounts.bytes(),
    logs,
    hints,
  };
}

interface LayerKeeper {
  readonly kept: ReadonlySet<Digest>;
  keep(digests: Iterable<Digest>): void;
}

function layerKeeper({ layers }: UnpackedTrees, take: Take): LayerKeeper {
  const kept = new Set<Digest>();
  return {
    kept,
    keep(digests) {
      for (const digest of digests) {
        const bytes = layers.get(digest);
        if (bytes !== undefined && !kept.has(digest) && take(bytes)) kept.add(digest);
      }
    },
  };
}

interface StepKeeper {
  readonly kept: readonly CacheEntry[];
  keep(entry: CacheEntry): Promise<void>;
}

function stepKeeper({ marker, marked, sizes }: Holdings, layers: LayerKeeper, take: Take): StepKeeper {
  const kept: CacheEntry[] = [];
  let goes = false;
  return {
    kept,
    async keep(entry) {
      if (goes) return;
      const found = await marker.mark(entry.digests, marked);
      goes = !take(DISK_BLOCK + (await sizes.of(found)));
      if (goes) for (const digest of found) marked.delete(digest);
      else {
        kept.push(entry);
        layers.keep([...found, ...entry.digests]);
      }
    },
  };
}

function mountKeeper(most: number, take: Take): { keep(bytes: number): void; bytes(): number } {
  let kept = 0;
  let goes = false;
  return {
    keep(bytes) {
      goes ||= kept + bytes > most || !take(bytes);
      if (!goes) kept += bytes;
    },
    bytes: () => kept,
  };
}

function newestFirst(images: readonly StoredImage[]): readonly StoredImage[] {
  return images.toSorted((a, b) => timeOf(b.named) - timeOf(a.named));
}

function timeOf(date: string | undefined): number {
  return Date.parse(date ?? '') || 0;
}
