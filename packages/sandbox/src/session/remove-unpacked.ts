import { resolve } from 'node:path';
import { chooseIdentity } from '../jail/identity.ts';
import { spawnJail } from '../jail/spawn.ts';
import { SandboxError } from '../error.ts';
import { removeMade } from '../snapshot/remove-made.ts';
import { closeJail, connectJail } from './jail-owner.ts';

/**
 * Removes what sandboxes have made in the store `storeDir`: unpacked layers, caches, scratch files. Layers and images
 * stay. With subordinate ids many of these files belong to ids that only a jail can act for, so a user cannot remove
 * them otherwise. No session may be open on the store.
 */
export async function removeUnpacked(
  storeDir: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const jail = await spawnJail(chooseIdentity(), signal).catch((error: unknown) => {
    if (error instanceof SandboxError && error.code === 'NO_DRIVER') return undefined;
    throw error;
  });
  // Where no jail can be, whatever there is was made by this user.
  if (jail === undefined) return removeMade(storeDir);
  const peer = connectJail(jail, new Map());
  try {
    await peer.call('discard', { storeDir: resolve(storeDir) }, { signal });
  } finally {
    await closeJail(jail, peer);
  }
}
