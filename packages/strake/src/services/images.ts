import { type ByteStream, type Digest, type EventSink, StrakeError } from '@strake/core';
import type { BuildEvent, ImageSource, Progress } from '@strake/executor';
import {
  type Descriptor,
  formatPlatform,
  formatReference,
  type Image,
  type ImageReader,
  type LayerStore,
  OciError,
  parseReference,
  type Platform,
  readImage,
} from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import type { ImageQuery, UnresolvableImage } from '@strake/planner';
import type { ImageOp } from '@strake/planner/graph';
import { type RegistryClient, RegistryError } from '@strake/registry';
import type { ResolveImage } from '../plan-loop.ts';
import type { AnnouncedReader, BlobsAhead } from './blobs-ahead.ts';
import { type ExpectedImages, expectedImages } from './expected-images.ts';
import type { StoredBase, StoredBases } from './stored-bases.ts';

/** Finds what a named context's image is: where to read, and the manifest or index to start from. */
export type FindContextImage = (name: string) => Promise<ImagePlace>;

export interface ImagePlace {
  readonly reader: ImageReader;
  readonly root: Descriptor;
}

export interface Images extends Pick<ExpectedImages<unknown>, 'expect' | 'close'> {
  readonly resolve: ResolveImage;
  readonly source: ImageSource;
  /** Images in registries that hold the layers of a base: itself, or what an image that was built here came from. */
  sourcesOf(op: ImageOp): readonly string[];
}

export interface ImagesOptions {
  readonly registry: () => RegistryClient;
  readonly contextImage: FindContextImage;
  readonly layers: LayerStore;
  /** Layers may be asked for with the configuration. */
  readonly ahead: BlobsAhead;
  readonly stored: StoredBases;
  /** Ask registries also for what the store has. */
  readonly pull: boolean;
  /** Whether the build is for several platforms. */
  readonly isForSeveral: boolean;
  readonly onEvent: EventSink<BuildEvent>;
}

type BaseImage = StoredBase['image'];

interface FoundImage {
  readonly image: Image;
  readonly listeners: Progress[];
  readonly sources?: readonly string[];
}

/**
 * Base images, from the store, from registries and from named contexts. What one build resolves stays the same until its
 * end. As in Docker, an image that has the name in the store goes before the registry's, unless `pull`. Where a registry
 * cannot be reached, what it gave an earlier build is taken, and said.
 */
export function createImages(options: ImagesOptions): Images {
  const { contextImage, stored, pull, onEvent } = options;
  const found = new Map<Digest, FoundImage>();
  const take = ({ image, sources }: StoredBase): BaseImage => {
    found.set(image.manifest.digest, { image, listeners: [], sources });
    return image;
  };
  const find = async (query: ImageQuery, signal: AbortSignal): Promise<BaseImage> => {
    const { ref } = query;
    if (ref.startsWith('context:')) return read(await contextImage(ref.slice('context:'.length)), query, signal);
    const named = pull ? undefined : await stored.named(query, signal);
    if (named) return take(named);
    return lookedUp(query, options, () => ask(query, signal));
  };
  const expected = expectedImages(async (query, signal, onLayers) =>
    !pull && (await stored.named(query, signal)) ? undefined : fromRegistry(query, signal, onLayers),
  );
  const ask = async (query: ImageQuery, signal: AbortSignal): Promise<BaseImage> => {
    try {
      const image = (await expected.take(query)) ?? (await fromRegistry(query, signal));
      await stored.remember(query, image.manifest);
      return image;
    } catch (error) {
      const earlier = !pull && isOutage(error) && !signal.aborted ? await stored.earlier(query, signal) : undefined;
      if (!earlier) throw error;
      onEvent({ type: 'note', message: insteadOf(error as Error, query, earlier) });
      return take(earlier);
    }
  };
  const fromRegistry = async (query: ImageQuery, signal: AbortSignal, onLayers?: () => void): Promise<BaseImage> =>
    read(await registryPlace(options, query, signal), query, signal, onLayers);
  const read = async (
    place: ImagePlace,
    { platform }: ImageQuery,
    signal: AbortSignal,
    onLayers?: () => void,
  ): Promise<BaseImage> => {
    const read = await readFrom(place, platform, { ...options, onLayers }, signal);
    const manifest = read.image.manifest ?? place.root;
    found.set(manifest.digest, read);
    return { ...read.image, manifest };
  };
  return {
    expect: expected.expect,
    close: expected.close,
    async resolve(query, signal) {
      try {
        const { manifest, config } = await find(query, signal);
        return { manifest: manifest.digest, config };
      } catch (error) {
        if (signal.aborted || !(error instanceof StrakeError)) throw error;
        return forOthers(problemOf(error, query), query, await stored.platforms(query.ref));
      }
    },
    ...partsOf(found),
  };
}

/** What is known of images once they are resolved. */
function partsOf(found: ReadonlyMap<Digest, FoundImage>): Pick<Images, 'sourcesOf' | 'source'> {
  return {
    sourcesOf: (op) => found.get(op.manifest)?.sources ?? ownSource(op),
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

async function readFrom(
  { reader, root }: ImagePlace,
  platform: Platform,
  {
    layers,
    ahead,
    onLayers,
  }: Pick<ImagesOptions, 'layers' | 'ahead'> & { readonly onLayers?: (() => void) | undefined },
  signal: AbortSignal,
): Promise<FoundImage> {
  const listeners: Progress[] = [];
  const counted = counting(ahead.over(reader), listeners);
  const announce = (blobs: readonly Descriptor[]): void => {
    counted.announce(blobs);
    onLayers?.();
  };
  const options = { layers, createHasher: nodeHasher, signal, onLayers: announce };
  return { image: await readImage(counted, root, platform, options), listeners };
}

function insteadOf({ message }: Error, { ref }: ImageQuery, { image }: StoredBase): string {
  return `${ref}: ${message}: using what it gave an earlier build, ${image.manifest.digest}`;
}

/** Tells, in BuildKit's words, that a registry is asked, and how it ended. */
async function lookedUp<T>(
  query: ImageQuery,
  { isForSeveral, onEvent }: ImagesOptions,
  ask: () => Promise<T>,
): Promise<T> {
  const { ref } = query;
  const platform = formatPlatform(query.platform);
  const label = `[${isForSeveral ? `${platform} ` : ''}internal] load metadata for ${ref}`;
  onEvent({ type: 'lookup', ref, platform, label, at: Date.now() });
  try {
    const found = await ask();
    onEvent({ type: 'found', ref, platform, at: Date.now() });
    return found;
  } catch (error) {
    onEvent({ type: 'found', ref, platform, at: Date.now(), error: (error as Error).message });
    throw error;
  }
}

function problemOf(error: StrakeError, { ref }: ImageQuery): UnresolvableImage {
  const { message, hint = adviceOn(error) } = error;
  const unreachable = isOutage(error) ? { unreachable: true } : {};
  return { problem: message.replace(`${ref}: `, ''), ...(hint === undefined ? {} : { hint }), ...unreachable };
}

/** An image that is here, for other platforms alone: the registry was asked because of that. */
function forOthers(
  answer: UnresolvableImage,
  { platform }: ImageQuery,
  platforms: readonly string[],
): UnresolvableImage {
  const wanted = formatPlatform(platform);
  if (platforms.length === 0 || platforms.includes(wanted)) return answer;
  return {
    ...answer,
    problem: `in the store for ${platforms.join(', ')}, not for ${wanted}, and ${answer.problem}`,
    hint: `make it for ${wanted} too, or ask for another --platform`,
  };
}

/** Where the name is not to blame. */
function adviceOn(error: StrakeError): string | undefined {
  if (isOutage(error)) return 'the registry, or a proxy on the way, fails: try again later';
  if (!(error instanceof RegistryError) && !(error instanceof OciError)) return undefined;
  return 'what is there under this name, or what a proxy on the way makes of it, is no sound image';
}

/** A registry's image by digest alone. */
function ownSource({ ref, manifest }: ImageOp): readonly string[] {
  const reference = parseReference(ref);
  if (ref.startsWith('context:') || !reference.ok) return [];
  const { registry, repository } = reference.value;
  return [formatReference({ registry, repository, digest: manifest })];
}

/** Whether a registry gives no answer now, which says nothing about the image. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof RegistryError)) return false;
  return error.code === 'UNREACHABLE' || error.code === 'RATE_LIMITED' || (error.status ?? 0) >= 500;
}

async function registryPlace(
  { registry, stored }: Pick<ImagesOptions, 'registry' | 'stored'>,
  query: ImageQuery,
  signal: AbortSignal,
): Promise<ImagePlace> {
  const reads = !(await stored.knows(query));
  const reference = parseReference(query.ref);
  if (!reference.ok)
    throw new RegistryError('INVALID', `${JSON.stringify(query.ref)} is no image name: ${reference.message}`);
  const client = registry();
  return {
    reader: client.reader(reference.value, { unverified: true, reuse: true }),
    root: await client.resolve(reference.value, signal, { reads }),
  };
}

/** Tells the listeners how far each blob has come. */
function counting(reader: AnnouncedReader, listeners: readonly Progress[]): AnnouncedReader {
  return {
    ...reader,
    async *blob(descriptor, signal): ByteStream {
      const part = descriptor.digest.slice(0, 'sha256:'.length + 12);
      let current = 0;
      for (const progress of listeners) progress(part, 0, descriptor.size);
      for await (const chunk of reader.blob(descriptor, signal)) {
        current += chunk.byteLength;
        for (const progress of listeners) progress(part, current, descriptor.size);
        yield chunk;
      }
    },
  };
}
