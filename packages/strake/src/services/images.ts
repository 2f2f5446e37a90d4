import { type ByteStream, type Digest, StrakeError } from '@strake/core';
import type { ImageSource, Progress } from '@strake/executor';
import { type Descriptor, type Image, type ImageReader, type LayerStore, parseReference, readImage } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import type { ImageQuery } from '@strake/planner';
import { type RegistryClient, RegistryError } from '@strake/registry';
import type { ResolveImage } from '../plan-loop.ts';

/** Finds what a named context's image is: where to read, and the manifest or index to start from. */
export type FindContextImage = (name: string) => Promise<ImagePlace>;

export interface ImagePlace {
  readonly reader: ImageReader;
  readonly root: Descriptor;
}

export interface Images {
  readonly resolve: ResolveImage;
  readonly source: ImageSource;
}

/** Base images, from registries and from named contexts. What one build resolves stays the same until its end. */
export function createImages(
  registry: () => RegistryClient,
  contextImage: FindContextImage,
  layers: LayerStore,
): Images {
  const found = new Map<Digest, { readonly image: Image; readonly listeners: Progress[] }>();
  const find = async (
    { ref, platform }: ImageQuery,
    signal: AbortSignal,
  ): Promise<Image & { manifest: Descriptor }> => {
    const place = ref.startsWith('context:')
      ? await contextImage(ref.slice('context:'.length))
      : await registryPlace(registry(), ref, signal);
    const listeners: Progress[] = [];
    const reader = counting(place.reader, listeners);
    const image = await readImage(reader, place.root, platform, { layers, createHasher: nodeHasher, signal });
    const manifest = image.manifest ?? place.root;
    found.set(manifest.digest, { image, listeners });
    return { ...image, manifest };
  };
  return {
    async resolve(query, signal) {
      try {
        const { manifest, config } = await find(query, signal);
        return { manifest: manifest.digest, config };
      } catch (error) {
        if (signal.aborted || !(error instanceof StrakeError)) throw error;
        return {
          problem: error.message.replace(`${query.ref}: `, ''),
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        };
      }
    },
    source: {
      layers(op, progress) {
        const known = found.get(op.manifest);
        if (!known) throw new Error(`image ${op.ref} was planned with, but never resolved`);
        known.listeners.push(progress);
        return Promise.resolve(known.image.layers);
      },
    },
  };
}

async function registryPlace(client: RegistryClient, ref: string, signal: AbortSignal): Promise<ImagePlace> {
  const reference = parseReference(ref);
  if (!reference.ok)
    throw new RegistryError('INVALID', `${JSON.stringify(ref)} is no image name: ${reference.message}`);
  return { reader: client.reader(reference.value), root: await client.resolve(reference.value, signal) };
}

/** Tells the listeners how far each blob has come. */
function counting(reader: ImageReader, listeners: readonly Progress[]): ImageReader {
  return {
    manifest: (descriptor, signal) => reader.manifest(descriptor, signal),
    async *blob(descriptor, signal): ByteStream {
      const part = descriptor.digest.slice(0, 'sha256:'.length + 12);
      let current = 0;
      for await (const chunk of reader.blob(descriptor, signal)) {
        current += chunk.byteLength;
        for (const progress of listeners) progress(part, current, descriptor.size);
        yield chunk;
      }
    },
  };
}
