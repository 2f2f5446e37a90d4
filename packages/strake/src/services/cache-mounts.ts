import type { Descriptor } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';
import type { RegistryClient } from '@strake/registry';
import type { SandboxSession } from '@strake/sandbox';
import { openArtifact, writeArtifact } from '../cache-mounts/artifact.ts';
import { type CacheMountsPlace, type CacheMountsTarget, nameOf } from '../cache-mounts/cache-mounts-place.ts';
import { openDirectory, writeDirectory } from '../cache-mounts/directory.ts';
import { fittingCaches } from '../cache-mounts/fitting-caches.ts';
import { type CacheMountsSource, LARGEST_CACHE, type StoredCache } from '../cache-mounts/stored-cache.ts';
import { writingFailed } from '../output/output-failed.ts';

/** What of a session is asked for. */
export interface CacheMountsContext {
  readonly store: DiskStore;
  readonly session: Pick<SandboxSession, 'caches'>;
  readonly registry: () => RegistryClient;
  readonly note: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Makes the caches of `place` that this store does not have. One that is not there or broken hinders no build. */
export async function importCacheMounts(place: CacheMountsPlace, context: CacheMountsContext): Promise<void> {
  const { store, session, note, signal } = context;
  const { caches, read } = await openOrNone(place, context, note);
  for (const { packed, ...cache } of caches) {
    try {
      const layer = await store.layers.remember(cache.diffId, packed, (abort) => read(packed, abort));
      await session.caches.import(cache, layer, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      note(`a cache of ${nameOf(place)} cannot be used: ${(error as Error).message}`);
    }
  }
}

/** Writes the caches that this build has used to `place`, and those of `from` that it has not: as many as fit. */
export async function exportCacheMounts(
  place: CacheMountsTarget,
  from: CacheMountsPlace | undefined,
  context: CacheMountsContext,
): Promise<void> {
  const { store, session, note, signal } = context;
  const used: StoredCache[] = [];
  for (const cache of await session.caches.export(signal)) {
    const layer = await store.layers.get(cache.diffId);
    if (!layer) continue;
    const packed = await store.layers.pack(layer, 'gzip', signal);
    if (packed.size <= LARGEST_CACHE) used.push({ ...cache, packed });
    else note(`a cache of ${packed.size} bytes is not exported: at most ${LARGEST_CACHE} are`);
  }
  const others = from === undefined ? NONE : await openOrNone(from, context, () => {});
  const own = new Set(used.map(({ packed }) => packed.digest));
  const keys = new Set(used.map(({ key }) => key));
  const passedOn = others.caches.filter(({ key, packed }) => !keys.has(key) && (others.has?.(packed) ?? true));
  const all = [...used, ...passedOn];
  const { maxSize = Infinity } = place;
  const source: CacheMountsSource = {
    caches: fittingCaches(all, maxSize, ({ packed }) =>
      note(`a cache of ${packed.size} bytes is not exported: ${maxSize} are to be all`),
    ),
    has: (descriptor) => own.has(descriptor.digest) || (others.has?.(descriptor) ?? true),
    read: (descriptor: Descriptor, abort) =>
      own.has(descriptor.digest)
        ? store.content.read(descriptor.digest, { verify: true })
        : others.read(descriptor, abort),
  };
  if (place.type !== 'directory') return writeArtifact(place, source, context);
  try {
    await writeDirectory(place.path, source, signal);
  } catch (cause) {
    throw writingFailed(place.path, cause, signal);
  }
}

const NONE: CacheMountsSource = {
  caches: [],
  read() {
    throw new Error('there are no caches to read');
  },
};

async function openOrNone(
  place: CacheMountsPlace,
  { registry, signal }: CacheMountsContext,
  note: (message: string) => void,
): Promise<CacheMountsSource> {
  try {
    return place.type === 'directory' ? await openDirectory(place.path) : await openArtifact(place, registry, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    note(`no cache mounts from ${nameOf(place)}: ${(error as Error).message}`);
    return NONE;
  }
}
