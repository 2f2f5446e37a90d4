import type { FileSource, ImageSource, Sources } from './sources.ts';

export interface CacheOptions {
  /** How long an answer about images holds, in milliseconds; 10 minutes unless given. Failures hold for a tenth. */
  readonly imagesFor?: number;
  /** How long a listing holds; 2 seconds unless given. */
  readonly filesFor?: number;
  /** Clock in milliseconds. */
  readonly now?: () => number;
}

const MOST = 500;

/** Sources that remember answers, ask once for what is asked twice at a time, and answer with nothing where one fails. */
export function cachedSources(sources: Sources, options: CacheOptions = {}): Sources {
  const { imagesFor = 600_000, filesFor = 2_000, now = () => Date.now() } = options;
  return {
    ...(sources.builds === undefined ? {} : { builds: sources.builds }),
    ...(sources.files === undefined ? {} : { files: cachedFiles(sources.files, createCache(filesFor, now)) }),
    ...(sources.images === undefined ? {} : { images: cachedImages(sources.images, createCache(imagesFor, now)) }),
  };
}

function cachedFiles(files: FileSource, cache: Cache): FileSource {
  return {
    list: (uri, path, signal) => cache.get(`list ${uri} ${path}`, () => files.list(uri, path, signal), []),
    locate: (uri, path, signal) => cache.get(`locate ${uri} ${path}`, () => files.locate(uri, path, signal), undefined),
  };
}

function cachedImages(images: ImageSource, cache: Cache): ImageSource {
  return {
    tags: (repository, signal) => cache.get(`tags ${repository}`, () => images.tags(repository, signal), []),
    describe: (reference, platform, signal) =>
      cache.get(
        `describe ${reference} ${platform ?? ''}`,
        () => images.describe(reference, platform, signal),
        undefined,
      ),
  };
}

interface Cache {
  get<T>(key: string, ask: () => Promise<T>, otherwise: T): Promise<T>;
}

function createCache(holdsFor: number, now: () => number): Cache {
  const entries = new Map<string, { readonly answer: Promise<unknown>; until: number }>();
  return {
    get<T>(key: string, ask: () => Promise<T>, otherwise: T): Promise<T> {
      const known = entries.get(key);
      if (known !== undefined && known.until > now()) return known.answer as Promise<T>;
      const entry = {
        answer: attempt(ask).catch(() => {
          entry.until = now() + holdsFor / 10;
          return otherwise;
        }),
        until: now() + holdsFor,
      };
      entries.delete(key);
      entries.set(key, entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= MOST) break;
        entries.delete(oldest);
      }
      return entry.answer;
    },
  };
}

async function attempt<T>(ask: () => Promise<T>): Promise<T> {
  return await ask();
}
