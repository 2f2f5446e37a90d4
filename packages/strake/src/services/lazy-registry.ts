import { type DiskStore, nodeHasher } from '@strake/oci/node';
import { createRegistryClient, type RegistryClient } from '@strake/registry';
import { createHttpTransport } from '@strake/registry/node';
import type { RegistryOptions } from '../input/build-input.ts';

export interface LazyRegistry {
  client(): RegistryClient;
  transport(): ReturnType<typeof createHttpTransport>;
  close(): void;
}

/** HTTP is loaded and connected only when an image or a URL is asked for. */
export function lazyRegistry(options: RegistryOptions, store: DiskStore): LazyRegistry {
  let transport: ReturnType<typeof createHttpTransport> | undefined;
  let client: RegistryClient | undefined;
  const { mirrors, insecure, credentials, proxyEnv, ca } = options;
  const getTransport = (): ReturnType<typeof createHttpTransport> =>
    (transport ??= createHttpTransport({ ...(proxyEnv ? { proxyEnv } : {}), ...(ca === undefined ? {} : { ca }) }));
  return {
    transport: getTransport,
    client: () =>
      (client ??= createRegistryClient({
        transport: getTransport(),
        createHasher: nodeHasher,
        store: store.content,
        ...(mirrors ? { mirrors } : {}),
        ...(insecure ? { insecure } : {}),
        ...(credentials ? { credentials: { get: credentials } } : {}),
      })),
    close: () => transport?.[Symbol.dispose](),
  };
}
