import { collect } from '@strake/core';
import { type Descriptor, parseReference, type Reference } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { onTestFinished } from 'vitest';
import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from '../../src/index.ts';
import { createHttpTransport } from '../../src/node.ts';
import { type MemoryRegistry, type MemoryRegistryOptions, startMemoryRegistry } from '../../src/testing.ts';

/** A registry that is gone when the test is over. */
export async function registry(options?: MemoryRegistryOptions): Promise<MemoryRegistry> {
  const started = await startMemoryRegistry(options);
  onTestFinished(() => started[Symbol.asyncDispose]());
  return started;
}

/** A client over real HTTP that does not wait between attempts. */
export function client(options: Partial<RegistryClientOptions> = {}): RegistryClient {
  const transport = createHttpTransport({ idleTimeout: 500 });
  onTestFinished(() => transport[Symbol.dispose]());
  return createRegistryClient({ transport, createHasher: nodeHasher, wait: async () => {}, ...options });
}

export function reference(text: string): Reference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
}

export async function textOf(from: RegistryClient, name: string, descriptor: Descriptor): Promise<string> {
  return new TextDecoder().decode(await collect(from.reader(reference(name)).blob(descriptor), 1e8));
}

/** `METHOD path` of what was asked, paths without `/v2/`. */
export function asked({ requests }: MemoryRegistry): readonly string[] {
  return requests.map(({ method, path }) => `${method} ${path.replace('/v2/', '')}`);
}
