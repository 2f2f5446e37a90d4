import { join } from 'node:path';
import { removeMade } from '../snapshot/remove-made.ts';
import type { Handlers } from './peer.ts';
import type { JailProtocol } from './protocol.ts';

/** What is done to a store in which no session is open. What only this takes is loaded for it. */
export const UPKEEP: Pick<Handlers<JailProtocol>, 'discard' | 'measure' | 'trimCaches' | 'discardTrees'> = {
  async discard({ storeDir }) {
    removeMade(storeDir);
    return null;
  },
  async measure({ storeDir }) {
    const { measureUnpacked } = await import('../snapshot/measure-unpacked.ts');
    return measureUnpacked(storeDir);
  },
  async trimCaches({ storeDir, ...how }) {
    const { trimCaches } = await import('../runtime/mounts/trim-caches.ts');
    return { bytes: trimCaches(join(storeDir, 'cache'), how) };
  },
  async discardTrees({ storeDir, ...what }) {
    const { discardTrees } = await import('../snapshot/discard-trees.ts');
    return { bytes: discardTrees(join(storeDir, 'trees'), what) };
  },
};
