import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import type { Layer } from '@strake/oci';
import type { GivenContents, Parents } from '../jail/protocol.ts';
import type { Snapshot, Snapshotter } from '../snapshot/snapshotter.ts';
import type { JailPeer } from './jail-owner.ts';

/**
 * Snapshots that the jail makes. `layers` learns which layers it may ask for; `scratch` is where contents of files are put for
 * it, absent where it has no use for them.
 */
export function createRemoteSnapshotter(peer: JailPeer, layers: Map<Digest, Layer>, scratch?: string): Snapshotter {
  let serial = 0;
  const give = async (layer: Layer, signal: AbortSignal): Promise<readonly GivenContents[]> => {
    if (scratch === undefined || !layer.hasContents?.()) return [];
    const { diffId } = layer;
    const directory = join(scratch, `given-${serial++}`);
    mkdirSync(directory, { mode: 0o700 });
    return (await layer.fetch?.(signal, directory)) ? [{ diffId, directory }] : [];
  };
  const announced = async (parents: readonly Layer[], signal: AbortSignal): Promise<Parents> => {
    for (const layer of parents) layers.set(layer.diffId, layer);
    const given = await Promise.all(parents.map((layer) => give(layer, signal)));
    return { parents: parents.map(({ diffId }) => diffId), contents: given.flat() };
  };
  return {
    name: 'overlay',
    async prepare(parents, signal) {
      const { snapshot } = await peer.call('prepare', await announced(parents, signal), { signal });
      return remoteSnapshot(peer, snapshot);
    },
    async unpack(parents, signal) {
      await peer.call('unpack', await announced(parents, signal), { signal });
    },
  };
}

function remoteSnapshot(peer: JailPeer, id: string): Snapshot {
  let released: Promise<unknown> | undefined;
  let isCommitted = false;
  return {
    id,
    async readFile(path, signal) {
      const { data } = await peer.call('read', { snapshot: id, path }, { signal });
      return Buffer.from(data, 'base64');
    },
    async commit(signal) {
      const { diffId } = await peer.call('commit', { snapshot: id }, { signal });
      isCommitted = true;
      return diffId;
    },
    async [Symbol.asyncDispose]() {
      released ??= peer.call('release', { snapshot: id }).catch(ignoreDeadJail);
      // Of one that is a layer only scratch is left, which goes with the session at the latest: nobody waits for that.
      if (isCommitted) released.catch(ignoreScratch);
      else await released;
    },
  };
}

function ignoreScratch(): void {}

/** With the jail, every mount and process is gone, and its scratch is swept by the next session. */
function ignoreDeadJail(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'JAIL_FAILED')) throw error;
}
