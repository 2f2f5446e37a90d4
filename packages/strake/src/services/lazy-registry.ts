import { type DiskStore, nodeHasher } from '@strake/oci/node';
import { createRegistryClient, type RegistryClient } from '@strake/registry';
import { createHttpTransport, type Silence } from '@strake/registry/node';
import type { RegistryOptions } from '../input/build-input.ts';

export interface LazyRegistry {
  client(): RegistryClient;
  transport(): ReturnType<typeof createHttpTransport>;
  close(): void;
}

/** HTTP is loaded and connected only when an image or a URL is asked for. `note` hears once of each host that is silent. */
export function lazyRegistry(
  options: RegistryOptions,
  store: DiskStore,
  note: (message: string) => void,
): LazyRegistry {
  let transport: ReturnType<typeof createHttpTransport> | undefined;
  let client: RegistryClient | undefined;
  const { mirrors, insecure, credentials, proxyEnv, ca } = options;
  const silent = new Set<string>();
  const onSilence = ({ host, lasted }: Silence): void => {
    if (!silent.has(host)) note(`waiting for ${host}, from which nothing has come for ${lasted / 1000} s`);
    silent.add(host);
  };
  const getTransport = (): ReturnType<typeof createHttpTransport> =>
    (transport ??= createHttpTransport({
      onSilence,
      ...(proxyEnv ? { proxyEnv } : {}),
      ...(ca === undefined ? {} : { ca }),
    }));
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
