import type { Digest } from '@strake/core';
import { type DiskStore, openStore } from '@strake/oci/node';
import { defaultHome } from '../home.ts';

/** Opens the store. `note` hears what is damaged there. */
export function openNotedStore(home: string | undefined, note: (message: string) => void): Promise<DiskStore> {
  const onDamage = (digest: Digest): void => note(`blob ${digest} in the store was damaged, and has been removed`);
  return openStore(home ?? defaultHome(), { onDamage });
}
