import { join } from 'node:path';
import { ignoreFilter, parseIgnorePatterns } from '@strake/context';
import type { FoundDockerfile } from '@strake/context/node';
import type { ImageSource, Services } from '@strake/executor';
import type { Graph, ImageQuery, NamedContext } from '@strake/planner';
import type { RegistryClient } from '@strake/registry';
import { type DiskStore, nodeHasher, useStore } from '@strake/oci/node';
import type { SandboxSession } from '@strake/sandbox';
import type { SharedCache } from '../cache/shared-cache.ts';
import { imageRecords } from '../images/image-records.ts';
import type { BuildInput } from '../input/build-input.ts';
import type { ResolveImage } from '../plan-loop.ts';
import { archiveCodecs } from './archive-codecs.ts';
import { type BlobsAhead, createBlobsAhead } from './blobs-ahead.ts';
import { contextDockerfile } from './context-dockerfile.ts';
import { createContexts } from './contexts.ts';
import { createDevices, type Devices } from './devices.ts';
import { createDownloads } from './downloads.ts';
import { createImages, type Images, type ImagesOptions } from './images.ts';
import { type KnowingImages, knowingIndexes } from './known-indexes.ts';
import { layoutImages } from './layout-images.ts';
import { type LazySandbox, lazySandbox } from './lazy-sandbox.ts';
import { lazyRegistry } from './lazy-registry.ts';
import { keepingNeeded } from './listed-bases.ts';
import { openCache } from './open-cache.ts';
import { openNotedStore } from './noted-store.ts';
import { stepTurns } from './step-turns.ts';
import { stepLogs } from './step-logs.ts';
import { storedBases } from './stored-bases.ts';
import { secretValues } from './secret-values.ts';

/** Everything a build uses, made of concrete implementations: the only place that names them (invariant I7). */
export interface BuildServices extends AsyncDisposable {
  readonly store: DiskStore;
  readonly executor: Services;
  /** The images of `executor`, of which nothing is kept that `graph` and the build's outputs do not need. */
  imagesFor(graph: Graph): ImageSource;
  readonly namedContexts: Readonly<Record<string, NamedContext>>;
  /** The Dockerfile that is on no disk of this machine. */
  contextDockerfile(): Promise<FoundDockerfile>;
  readonly resolveImage: ResolveImage;
  /**
   * Asks a registry ahead for an image that will be resolved, and for its layers, where a `command` will need them. As
   * `ExpectedImages.expect`.
   */
  expectImage(query: ImageQuery, command: boolean, signal: AbortSignal): Promise<void>;
  readonly sourcesOf: Images['sourcesOf'];
  readonly devices: Devices;
  readonly cache: SharedCache;
  /** See `KnowingImages`. */
  readonly findWrong: KnowingImages['findWrong'];
  readonly registry: () => RegistryClient;
  /** The sandbox, started when it is first asked for. */
  sandbox(): Promise<SandboxSession>;
  /** See `LazySandbox.busy`. */
  readonly sandboxBusy: Promise<void>;
  /** Starts the sandbox ahead of the first step that needs it, and asks for layers as soon as it is known which. */
  expectCommand(): void;
  /** Lets the sandbox end while other work goes on: no step needs it any more. What fails is said when all is disposed. */
  endSandbox(): void;
}

export async function openServices(
  input: BuildInput,
  ignore: FoundDockerfile['ignoreFile'],
  signal: AbortSignal,
): Promise<BuildServices> {
  const note = (message: string): void => input.onEvent?.({ type: 'note', message });
  const store = await openNotedStore(input.home, note);
  const ca = input.ca === undefined ? {} : { ca: input.ca };
  const registry = lazyRegistry({ ...ca, ...input.registry }, store, note);
  const sandbox = lazySandbox(input, { store, registry: registry.client, signal });
  const secrets = secretValues(input.secrets ?? {});
  const ssh = (id: string): Promise<string | undefined> => Promise.resolve(input.ssh?.[id]);
  const devices = createDevices(input.cdiDirectories);
  const downloads = createDownloads({ transport: registry.transport, store, secrets, ssh });
  const contexts = createContexts(input, ignore, store, downloads);
  const ahead = createBlobsAhead(store, signal);
  const images = baseImages(input, { store, registry: registry.client, layouts: contexts.layouts, ahead });
  const cache = openCache(input, store, registry.client, note, signal);
  const known = knowingIndexes(images.source, cache.index);
  const lease = await useStore(store.directory, signal);
  return {
    store,
    namedContexts: contexts.named,
    contextDockerfile: () => contextDockerfile(input, contexts.sources.get('context'), downloads, signal),
    ...imageParts(images, known, input, ahead),
    devices,
    cache,
    registry: registry.client,
    ...sandboxParts(sandbox, ahead),
    executor: {
      layers: store.layers,
      cache,
      hasher: nodeHasher,
      contexts: contexts.sources,
      images: known,
      downloads,
      secrets,
      ssh,
      devices: devices.edits,
      sandbox: sandbox.open,
      unpackAhead: sandbox.unpackAhead,
      turn: stepTurns(join(store.directory, 'running'), note),
      stepLog: stepLogs(join(store.directory, 'logs')),
      ...(input.onFailedStep ? { onFailedStep: input.onFailedStep } : {}),
      matcher: (patterns) => ignoreFilter(parseIgnorePatterns(patterns).rules),
      decompressors: archiveCodecs,
    },
    [Symbol.asyncDispose]: () =>
      inTurn([
        contexts.save,
        sandbox.close,
        images.close,
        ahead.close,
        registry.close,
        store.dispose,
        () => lease[Symbol.dispose](),
      ]),
  };
}

/** Does one after the other, also when one fails: what stays open keeps the process alive. Throws the first failure. */
async function inTurn(ends: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of ends) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

interface BaseSurroundings extends Pick<ImagesOptions, 'registry' | 'ahead'> {
  readonly store: DiskStore;
  readonly layouts: Parameters<typeof layoutImages>[0];
}

function baseImages(input: BuildInput, { store, registry, layouts, ahead }: BaseSurroundings): Images {
  return createImages({
    registry,
    contextImage: layoutImages(layouts),
    layers: store.layers,
    ahead,
    stored: storedBases({ store, images: imageRecords(store.records), registry }),
    pull: input.pull === true,
    isForSeveral: (input.platforms?.length ?? 0) > 1,
    onEvent: (event) => input.onEvent?.(event),
  });
}

function imageParts(
  { resolve, expect, sourcesOf }: Images,
  known: KnowingImages,
  input: BuildInput,
  { start }: BlobsAhead,
): Pick<BuildServices, 'resolveImage' | 'expectImage' | 'sourcesOf' | 'imagesFor' | 'findWrong'> {
  const imagesFor = (graph: Graph): ImageSource => keepingNeeded(known, graph, { ...input, sourcesOf });
  const expectImage: BuildServices['expectImage'] = (query, command, signal) => {
    if (command) start();
    return expect(query, signal);
  };
  return { resolveImage: resolve, expectImage, sourcesOf, imagesFor, findWrong: known.findWrong };
}

function sandboxParts(
  { open, close, busy }: LazySandbox,
  { start }: BlobsAhead,
): Pick<BuildServices, 'sandbox' | 'sandboxBusy' | 'expectCommand' | 'endSandbox'> {
  return {
    sandbox: open,
    sandboxBusy: busy,
    expectCommand: () => {
      start();
      void open().catch(() => {});
    },
    endSandbox: () => void close().catch(() => {}),
  };
}
