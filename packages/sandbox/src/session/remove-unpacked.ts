import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chooseIdentity } from '../jail/identity.ts';
import { spawnJail } from '../jail/spawn.ts';
import { SandboxError } from '../error.ts';
import { removeMade } from '../snapshot/remove-made.ts';
import type { UnpackedSizes } from '../snapshot/measure-unpacked.ts';
import { strayTrees, type TreeKeep } from '../snapshot/stray-trees.ts';
import type { CacheTrim } from '../runtime/mounts/trim-caches.ts';
import { closeJail, connectJail, type JailPeer } from './jail-owner.ts';

/**
 * Removes what sandboxes have made in the store `storeDir`: unpacked layers, caches, scratch files. Layers and images
 * stay. With subordinate ids many of these files belong to ids that only a jail can act for, so a user cannot remove
 * them otherwise. No session may be open on the store.
 */
export async function removeUnpacked(
  storeDir: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const asked = await inJail(signal, (peer) => peer.call('discard', { storeDir: resolve(storeDir) }, { signal }));
  if (asked === undefined) removeMade(storeDir);
}

/**
 * Removes cache mounts of the store `storeDir` that were used longest ago, so that the others have at most `keep` bytes;
 * what a command uses stays. Gives the bytes that went, or with `dryRun` would.
 */
export async function trimCacheMounts(
  storeDir: string,
  trim: CacheTrim,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  const params = { storeDir: resolve(storeDir), ...trim };
  const asked = await inJail(signal, (peer) => peer.call('trimCaches', params, { signal }));
  if (asked !== undefined) return asked.bytes;
  // Loads the C library, which commands on images that trim nothing have no use for.
  const { trimCaches } = await import('../runtime/mounts/trim-caches.ts');
  return trimCaches(join(storeDir, 'cache'), trim);
}

/**
 * Removes unpacked layers of the store `storeDir` that are not to be kept; they are unpacked again where a RUN wants them.
 * No session may be open on the store. Gives the bytes that went, or with `dryRun` would.
 */
export async function removeLayers(
  storeDir: string,
  keep: TreeKeep,
  { dryRun }: { readonly dryRun: boolean },
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  const root = join(storeDir, 'trees');
  const trees = strayTrees(root, keep);
  if (trees.length === 0) return 0;
  const params = { storeDir: resolve(storeDir), trees, dryRun };
  const asked = await inJail(signal, (peer) => peer.call('discardTrees', params, { signal }));
  if (asked !== undefined) return asked.bytes;
  const { discardTrees } = await import('../snapshot/discard-trees.ts');
  return discardTrees(root, { trees, dryRun });
}

/** Measures what sandboxes have made in the store `storeDir`. */
export async function measureUnpacked(
  storeDir: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<UnpackedSizes> {
  const none = ['trees', 'cache'].every((name) => !existsSync(join(storeDir, name)));
  if (none) return { total: 0, trees: {}, caches: [] };
  const asked = await inJail(signal, (peer) => peer.call('measure', { storeDir: resolve(storeDir) }, { signal }));
  if (asked !== undefined) return asked;
  const { measureUnpacked: measure } = await import('../snapshot/measure-unpacked.ts');
  return measure(storeDir);
}

/** Where no jail can be, whatever there is was made by this user: nothing is asked then. */
async function inJail<R>(signal: AbortSignal, ask: (peer: JailPeer) => Promise<R>): Promise<R | undefined> {
  const jail = await spawnJail(chooseIdentity(), signal).catch((error: unknown) => {
    if (error instanceof SandboxError && error.code === 'NO_DRIVER') return undefined;
    throw error;
  });
  if (jail === undefined) return undefined;
  const peer = connectJail(jail, new Map());
  try {
    return await ask(peer);
  } finally {
    await closeJail(jail, peer);
  }
}
