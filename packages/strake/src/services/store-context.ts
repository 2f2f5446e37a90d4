import { openStore } from '@strake/oci/node';
import { defaultHome } from '../home.ts';
import { imageRecords } from '../images/image-records.ts';
import type { StoreContext } from '../images/store-context.ts';
import type { RegistryOptions } from '../input/build-input.ts';
import { lazyRegistry } from './lazy-registry.ts';

/** What work on stored images uses, made of concrete implementations. */
export async function openStoreContext(options: {
  readonly home?: string;
  readonly registry?: RegistryOptions;
}): Promise<StoreContext & AsyncDisposable> {
  const store = await openStore(options.home ?? defaultHome());
  const registry = lazyRegistry(options.registry ?? {}, store);
  return {
    store,
    images: imageRecords(store.records),
    registry: registry.client,
    async [Symbol.asyncDispose]() {
      registry.close();
      await store.dispose();
    },
  };
}
