import { join } from 'node:path';
import type { DiskStore } from '@strake/oci/node';
import { openSandbox, type SandboxSession } from '@strake/sandbox';
import type { BuildInput } from '../input/build-input.ts';

/** A sandbox that starts when it is first asked for. */
export interface LazySandbox {
  open(): Promise<SandboxSession>;
  /** Ends it, once. */
  close(): Promise<void>;
}

/** What a build says about its sandbox. */
export type SandboxInput = Pick<
  BuildInput,
  'cacheDir' | 'driver' | 'limits' | 'ca' | 'onEvent' | 'cacheMountsFrom' | 'cacheMountsTo'
>;

/** The jail starts when the first RUN must really run; what it cannot promise is said once. */
export function lazySandbox(input: SandboxInput, store: DiskStore, signal: AbortSignal): LazySandbox {
  let session: Promise<SandboxSession> | undefined;
  const note = (message: string): void => input.onEvent?.({ type: 'note', message });
  const start = async (): Promise<SandboxSession> => {
    const opened = await openSandbox({
      storeDir: store.directory,
      scratchDir: join(store.directory, 'scratch'),
      ...(input.cacheDir === undefined ? {} : { probeDir: join(input.cacheDir, 'probes') }),
      driver: input.driver ?? 'auto',
      ...(input.limits ? { limits: input.limits } : {}),
      ...(input.ca === undefined ? {} : { ca: input.ca }),
      signal,
    });
    for (const message of opened.notes) note(message);
    if (input.cacheMountsFrom !== undefined) {
      const { importCacheMounts } = await import('./cache-mounts.ts');
      await importCacheMounts(input.cacheMountsFrom, { store, session: opened, note, signal });
    }
    return opened;
  };
  const end = async (): Promise<void> => {
    const opened = await session?.catch(() => undefined);
    try {
      await takeCachesAlong(input, { store, session: opened, note, signal });
    } finally {
      await opened?.[Symbol.asyncDispose]();
    }
  };
  let ended: Promise<void> | undefined;
  return {
    open: () => (session ??= start()),
    close: () => (ended ??= end()),
  };
}

/** Also when the build has failed: what its caches hold is worth keeping. */
async function takeCachesAlong(
  { cacheMountsTo, cacheMountsFrom }: SandboxInput,
  { session, ...context }: TakeContext,
): Promise<void> {
  if (cacheMountsTo === undefined || context.signal.aborted) return;
  const { exportCacheMounts } = await import('./cache-mounts.ts');
  const caches = session?.caches ?? { export: () => Promise.resolve([]), import: () => Promise.resolve(false) };
  await exportCacheMounts(cacheMountsTo, cacheMountsFrom, { ...context, session: { caches } });
}

interface TakeContext {
  readonly store: DiskStore;
  readonly session: SandboxSession | undefined;
  readonly note: (message: string) => void;
  readonly signal: AbortSignal;
}
