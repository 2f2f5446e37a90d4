import type { Digest } from '@strake/core';
import type { Layer } from '@strake/oci';
import { SandboxError } from '../error.ts';
import { Peer } from '../jail/peer.ts';
import type { JailProtocol, OwnerProtocol } from '../jail/protocol.ts';
import type { JailProcess } from '../jail/spawn.ts';
import { writeFeed } from '../snapshot/layer-feed.ts';

export type JailPeer = Peer<OwnerProtocol, JailProtocol>;

/** The channel to a jail, which may ask for `layers` that its store does not have. */
export function connectJail(jail: JailProcess, layers: ReadonlyMap<Digest, Layer>): JailPeer {
  return new Peer<OwnerProtocol, JailProtocol>({
    socket: jail.socket,
    failure: 'JAIL_FAILED',
    keepAlive: false,
    postMortem: async () => {
      await jail.exited();
      return `the jail process is gone: ${jail.lastWords() || 'killed'}`;
    },
    handlers: {
      async fetch({ diffId, contents }, { signal }) {
        return { hasContents: (await layers.get(diffId)?.fetch?.(signal, contents)) ?? false };
      },
      async feed({ diffId, path }, { signal }) {
        const layer = layers.get(diffId);
        if (layer === undefined) throw new SandboxError('LAYER_INVALID', `layer ${diffId} is not known here`);
        await writeFeed(layer, path, signal);
        return null;
      },
    },
  });
}

/** Milliseconds for a jail to clear up before it is killed. */
const FAREWELL = 5_000;

/** Asks the jail to clear up and end; kills it when it takes too long. */
export async function closeJail(jail: JailProcess, peer: JailPeer): Promise<void> {
  const timer = setTimeout(() => jail.kill(), FAREWELL);
  try {
    const hasClearedUp = await peer.call('close', null).then(
      () => true,
      () => false,
    );
    // No reason to let it end by itself.
    jail.kill();
    peer.close();
    if (!hasClearedUp || !jail.diesWhole) await jail.exited();
  } finally {
    clearTimeout(timer);
  }
}
