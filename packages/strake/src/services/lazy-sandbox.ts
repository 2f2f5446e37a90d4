import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Layer } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';
import type { RegistryClient } from '@strake/registry';
import { openSandbox, type SandboxSession } from '@strake/sandbox';
import { cacheMountsPlace } from '../cache-mounts/cache-mounts-place.ts';
import type { BuildInput } from '../input/build-input.ts';
import { mendingSnapshotter } from './mending-snapshotter.ts';

/** A sandbox that starts when it is first asked for. */
export interface LazySandbox {
  open(): Promise<SandboxSession>;
  /** Starts it for a command that will be based on `layers`, and has them unpacked. What fails is said when it is opened. */
  unpackAhead(layers: readonly Layer[], signal: AbortSignal): void;
  /** Settles when the first command is being prepared: then this process has little to do. */
  readonly busy: Promise<void>;
  /** Ends it, once. */
  close(): Promise<void>;
}

/** What a build says about its sandbox. */
export type SandboxInput = Pick<
  BuildInput,
  'cacheDir' | 'driver' | 'limits' | 'network' | 'ca' | 'onEvent' | 'cacheMountsFrom' | 'cacheMountsTo'
>;

/** What a sandbox is opened with. */
export interface SandboxSurroundings {
  readonly store: DiskStore;
  readonly registry: () => RegistryClient;
  readonly signal: AbortSignal;
}

/** The jail starts when the first RUN must really run; what it cannot promise is said once. */
export function lazySandbox(input: SandboxInput, { store, registry, signal }: SandboxSurroundings): LazySandbox {
  let session: Promise<SandboxSession> | undefined;
  const busy = Promise.withResolvers<void>();
  const note = (message: string): void => input.onEvent?.({ type: 'note', message });
  const start = async (): Promise<SandboxSession> => {
    // What is asked of a registry now goes out first: the jail is longer in coming.
    await setImmediate();
    const opened = await openSandbox({
      storeDir: store.directory,
      scratchDir: join(store.directory, 'scratch'),
      ...(input.cacheDir === undefined ? {} : { probeDir: join(input.cacheDir, 'probes') }),
      driver: input.driver ?? 'auto',
      ...(input.limits ? { limits: input.limits } : {}),
      networkAhead: (input.network ?? 'default') === 'default',
      ...(input.ca === undefined ? {} : { ca: input.ca }),
      signal,
    });
    for (const message of opened.notes) input.onEvent?.({ type: 'note', message, about: 'machine' });
    if (input.cacheMountsFrom !== undefined) {
      const { importCacheMounts } = await import('./cache-mounts.ts');
      const place = cacheMountsPlace(input.cacheMountsFrom);
      await importCacheMounts(place, { store, registry, session: opened, note, signal });
    }
    return telling({ ...opened, snapshotter: mendingSnapshotter(opened.snapshotter, store) }, busy.resolve);
  };
  const end = async (): Promise<void> => {
    const opened = await session?.catch(() => undefined);
    try {
      await takeCachesAlong(input, { store, registry, session: opened, note, signal });
    } finally {
      await opened?.[Symbol.asyncDispose]();
    }
  };
  let ended: Promise<void> | undefined;
  const open = (): Promise<SandboxSession> => (session ??= start());
  return {
    open,
    busy: busy.promise,
    unpackAhead: (layers, abort) =>
      void open()
        .then(({ snapshotter }) => snapshotter.unpack(layers, abort))
        .catch(() => {}),
    close: () => (ended ??= end()),
  };
}

/** The session; `tell` is called when a command's file system has been asked for. */
function telling(session: SandboxSession, tell: () => void): SandboxSession {
  const prepare: SandboxSession['snapshotter']['prepare'] = (...snapshot) => {
    const prepared = session.snapshotter.prepare(...snapshot);
    tell();
    return prepared;
  };
  return { ...session, snapshotter: { ...session.snapshotter, prepare } };
}

/** Also when the build has failed: what its caches hold is worth keeping. */
async function takeCachesAlong(
  { cacheMountsTo, cacheMountsFrom }: SandboxInput,
  { session, ...context }: TakeContext,
): Promise<void> {
  if (cacheMountsTo === undefined || context.signal.aborted) return;
  const { exportCacheMounts } = await import('./cache-mounts.ts');
  const caches = session?.caches ?? { export: () => Promise.resolve([]), import: () => Promise.resolve(false) };
  const from = cacheMountsFrom === undefined ? undefined : cacheMountsPlace(cacheMountsFrom);
  await exportCacheMounts(cacheMountsPlace(cacheMountsTo), from, { ...context, session: { caches } });
}

interface TakeContext extends SandboxSurroundings {
  readonly session: SandboxSession | undefined;
  readonly note: (message: string) => void;
}
