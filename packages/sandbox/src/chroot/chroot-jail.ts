import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import type { Handlers, Peer } from '../jail/peer.ts';
import type { JailProtocol, Opened, OpenParams, OwnerProtocol } from '../jail/protocol.ts';
import { readConfined } from '../jail/read-confined.ts';
import type { Runtime } from '../runtime/job.ts';
import { syscallAbis } from '../seccomp/abi.ts';
import { compileFilter } from '../seccomp/compile.ts';
import { UNANSWERED_PROFILE } from '../seccomp/profile.ts';
import { makeDev } from './devices.ts';
import { createChrootRuntime } from './runtime.ts';
import { runInRoot } from './run.ts';
import { type ChrootSession, openChrootSession } from './session.ts';
import { type RootSnapshot, createRootSnapshot } from '../roots/root-snapshot.ts';

export interface ChrootJail {
  readonly handlers: Handlers<JailProtocol>;
  /** Ends every command and removes the scratch files. Idempotent. */
  clearUp(): Promise<void>;
}

/** Answers its session's owner as a jail does, without any namespace. `owner` is known once the channel is. */
export function createChrootJail(owner: () => Peer<JailProtocol, OwnerProtocol>): ChrootJail {
  const snapshots = new Map<string, RootSnapshot>();
  const running = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let session: ChrootSession | undefined;
  let runtime: Runtime | undefined;
  let serial = 0;
  let cleared: Promise<void> | undefined;

  const opened = (): ChrootSession => session ?? unopened();
  const snapshotOf = (id: string): RootSnapshot => snapshots.get(id) ?? unopened();
  const tracked = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    return work.finally(() => running.delete(work));
  };
  const prepare = async (parents: readonly Digest[], signal: AbortSignal): Promise<{ readonly snapshot: string }> => {
    const id = String(serial++);
    const { roots, workers, scratch } = opened();
    const place = join(scratch.path, 's', id);
    snapshots.set(id, await createRootSnapshot({ roots, workers, place, owners: true }, parents, signal));
    return { snapshot: id };
  };
  const clearUp = async (): Promise<void> => {
    closing.abort();
    await Promise.allSettled(running);
    runtime?.close();
    await session?.close();
  };
  const handlers: Handlers<JailProtocol> = {
    async open(params) {
      ({ session, runtime } = await openBoth(params, owner()));
      return OPENED;
    },
    prepare: ({ parents }, { signal }) => tracked(prepare(parents, AbortSignal.any([signal, closing.signal]))),
    run({ snapshot, spec }, context) {
      const signal = AbortSignal.any([context.signal, closing.signal]);
      const request = { session: opened(), runtime: runtime ?? unopened(), snapshot: snapshotOf(snapshot), spec };
      return tracked(runInRoot({ ...request, context: { ...context, signal } }));
    },
    read: async ({ snapshot, path }) => ({ data: readConfined(snapshotOf(snapshot).root, path).toString('base64') }),
    commit: ({ snapshot }, { signal }) =>
      tracked(
        snapshotOf(snapshot)
          .commit(signal)
          .then((diffId) => ({ diffId })),
      ),
    async release({ snapshot }) {
      snapshots.get(snapshot)?.remove();
      snapshots.delete(snapshot);
      return null;
    },
    ...NOTHING,
    async close() {
      await (cleared ??= clearUp());
      return null;
    },
  };
  return { handlers, clearUp: () => (cleared ??= clearUp()) };
}

/** A session, and what runs commands in it. */
async function openBoth(
  params: OpenParams,
  owner: Peer<JailProtocol, OwnerProtocol>,
): Promise<{ readonly session: ChrootSession; readonly runtime: Runtime }> {
  const session = await openChrootSession(params, owner);
  session.workers.warm();
  tryDevices(session);
  const filter = compileFilter(UNANSWERED_PROFILE, syscallAbis());
  return { session, runtime: createChrootRuntime(join(session.scratch.path, 'placed'), filter) };
}

const OPENED: Opened = {
  driver: 'chroot',
  refused: [],
  sharedProc: false,
  network: 'host',
  networkObstacle: 'without namespaces there is no other',
};

/** What its owner never asks for, or in vain: layers have no trees of their own here. */
const NOTHING: Pick<
  Handlers<JailProtocol>,
  'unpack' | 'exportCaches' | 'importCache' | 'discard' | 'measure' | 'trimCaches' | 'discardTrees'
> = {
  unpack: async () => null,
  exportCaches: async () => ({ caches: [] }),
  importCache: async () => ({ made: false }),
  discard: async () => null,
  measure: async () => ({ total: 0, trees: {}, caches: [] }),
  trimCaches: async () => ({ bytes: 0 }),
  discardTrees: async () => ({ bytes: 0 }),
};

/** Where no devices can be made, no command works: better said at once. */
function tryDevices({ scratch }: ChrootSession): void {
  const directory = join(scratch.path, 'dev');
  makeDev(directory);
  rmSync(directory, { recursive: true });
}

function unopened(): never {
  throw new Error('the jail has no such session or snapshot');
}
