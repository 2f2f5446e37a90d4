import { type Descriptor, formatReference, type Reference } from '@strake/oci';
import type { ImageQuery } from '@strake/planner';
import { type RegistryClient, RegistryError } from '@strake/registry';
import { describe, expect, it } from 'vitest';
import { type RegistryPlaces, registryPlaces } from '../../src/services/registry-places.ts';

const QUERY: ImageQuery = {
  ref: 'docker.io/library/busybox:latest',
  platform: { os: 'linux', architecture: 'amd64' },
};
const ROOT: Descriptor = { mediaType: 'a/b', digest: `sha256:${'1'.repeat(64)}`, size: 1 };
const never = (): AbortSignal => new AbortController().signal;

interface Given {
  /** Whether the store has an image of the name. */
  readonly isStored?: boolean;
  readonly pull?: boolean;
  readonly answer?: (signal: AbortSignal) => Promise<Descriptor>;
}

function createPlaces({ isStored = false, pull = false, answer = async () => ROOT }: Given = {}): {
  readonly places: RegistryPlaces;
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const client: Partial<RegistryClient> = {
    reader: () => ({ manifest: () => Promise.reject(new Error('not read')), blob: () => never() as never }),
    resolve: (reference: Reference, signal) => {
      asked.push(formatReference(reference));
      return answer(signal ?? never());
    },
  };
  const stored = { named: async () => (isStored ? ({} as never) : undefined), knows: async () => false };
  return { places: registryPlaces({ registry: () => client as RegistryClient, stored, pull }), asked };
}

describe('registryPlaces', () => {
  it('asks once for what was expected and is found', async () => {
    const { places, asked } = createPlaces();
    places.expect(QUERY, never());
    expect((await places.find(QUERY, never())).root).toEqual(ROOT);
    expect(asked).toEqual([QUERY.ref]);
  });

  it('asks again for what is found again', async () => {
    const { places, asked } = createPlaces();
    places.expect(QUERY, never());
    for (let i = 0; i < 2; i++) await places.find(QUERY, never());
    expect(asked).toEqual([QUERY.ref, QUERY.ref]);
  });

  it('asks ahead for nothing that the store has, unless it is to be pulled', async () => {
    for (const pull of [false, true]) {
      const { places, asked } = createPlaces({ isStored: true, pull });
      places.expect(QUERY, never());
      await new Promise(setImmediate);
      expect(asked).toHaveLength(pull ? 1 : 0);
      expect((await places.find(QUERY, never())).root).toEqual(ROOT);
      expect(asked).toHaveLength(1);
    }
  });

  it('tells what failed to who finds it, and to nobody else', async () => {
    const { places } = createPlaces({
      answer: () => Promise.reject(new RegistryError('UNREACHABLE', 'no such thing')),
    });
    places.expect(QUERY, never());
    await new Promise(setImmediate);
    await expect(places.find(QUERY, never())).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('lets go of what nobody finds', async () => {
    let ended = false;
    const answer = (signal: AbortSignal): Promise<Descriptor> =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          ended = true;
          reject(signal.reason);
        }),
      );
    const { places } = createPlaces({ answer });
    places.expect(QUERY, never());
    await new Promise(setImmediate);
    places.close();
    expect(ended).toBe(true);
  });
});
