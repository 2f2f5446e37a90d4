import { type Descriptor, type ImageReader, parseReference } from '@strake/oci';
import type { ImageQuery } from '@strake/planner';
import { type RegistryClient, RegistryError } from '@strake/registry';
import type { StoredBases } from './stored-bases.ts';

/** Where to read an image, and the manifest or index to start from. */
export interface ImagePlace {
  readonly reader: ImageReader;
  readonly root: Descriptor;
}

/** Where registries have images. */
export interface RegistryPlaces {
  /** Asks for what `find` will be asked for before long, unless the store has it. What fails is said to who finds it. */
  expect(query: ImageQuery, signal: AbortSignal): void;
  /** Throws `RegistryError`. */
  find(query: ImageQuery, signal: AbortSignal): Promise<ImagePlace>;
  /** Lets go of what nobody has found. */
  close(): void;
}

export interface RegistryPlacesOptions {
  readonly registry: () => RegistryClient;
  readonly stored: Pick<StoredBases, 'named' | 'knows'>;
  /** Ask registries also for what the store has. */
  readonly pull: boolean;
}

export function registryPlaces({ registry, stored, pull }: RegistryPlacesOptions): RegistryPlaces {
  const stop = new AbortController();
  const expected = new Map<string, Promise<ImagePlace | undefined>>();
  const ask = async (query: ImageQuery, signal: AbortSignal): Promise<ImagePlace> => {
    const reads = !(await stored.knows(query));
    const reference = parseReference(query.ref);
    if (!reference.ok)
      throw new RegistryError('INVALID', `${JSON.stringify(query.ref)} is no image name: ${reference.message}`);
    const client = registry();
    return {
      reader: client.reader(reference.value, { unverified: true, reuse: true }),
      root: await client.resolve(reference.value, signal, { reads }),
    };
  };
  const askUnlessStored = async (query: ImageQuery, signal: AbortSignal): Promise<ImagePlace | undefined> => {
    const base = pull ? undefined : await stored.named(query, signal);
    return base ? undefined : ask(query, signal);
  };
  return {
    expect(query, signal) {
      const place = askUnlessStored(query, AbortSignal.any([signal, stop.signal]));
      place.catch(() => {});
      expected.set(query.ref, place);
    },
    async find(query, signal) {
      const place = expected.get(query.ref);
      expected.delete(query.ref);
      return (await place) ?? ask(query, signal);
    },
    close: () => stop.abort(),
  };
}
