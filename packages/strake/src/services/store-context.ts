import { imageRecords } from '../images/image-records.ts';
import type { StoreContext } from '../images/store-context.ts';
import type { RegistryOptions } from '../input/build-input.ts';
import { lazyRegistry } from './lazy-registry.ts';
import { openNotedStore } from './noted-store.ts';

/** What work on stored images uses, made of concrete implementations. */
export async function openStoreContext(options: {
  readonly home?: string;
  readonly registry?: RegistryOptions;
  readonly onNote?: (message: string) => void;
}): Promise<StoreContext & AsyncDisposable> {
  const { onNote = () => {} } = options;
  const store = await openNotedStore(options.home, onNote);
  const registry = lazyRegistry(options.registry ?? {}, store, onNote);
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
