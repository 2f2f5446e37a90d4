import type { Digest } from '@strake/core';
import type { Layer } from '@strake/oci';
import type { Snapshot, Snapshotter } from '../snapshot/snapshotter.ts';
import type { JailPeer } from './jail-owner.ts';

/** Snapshots that the jail makes. `layers` learns which layers it may ask for. */
export function createRemoteSnapshotter(peer: JailPeer, layers: Map<Digest, Layer>): Snapshotter {
  const announced = (parents: readonly Layer[]): { readonly parents: readonly Digest[] } => {
    for (const layer of parents) layers.set(layer.diffId, layer);
    return { parents: parents.map(({ diffId }) => diffId) };
  };
  return {
    name: 'overlay',
    async prepare(parents, signal) {
      const { snapshot } = await peer.call('prepare', announced(parents), { signal });
      return remoteSnapshot(peer, snapshot);
    },
    async unpack(parents, signal) {
      await peer.call('unpack', announced(parents), { signal });
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
