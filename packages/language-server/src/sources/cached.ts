import type { FileSource, ImageSource, Sources } from './sources.ts';

export interface CacheOptions {
  /** How long an answer about images holds, in milliseconds; 10 minutes unless given. Failures hold for a tenth. */
  readonly imagesFor?: number;
  /** How long a listing holds; 2 seconds unless given. */
  readonly filesFor?: number;
  /** Clock in milliseconds. */
  readonly now?: () => number;
  /** Told when an answer comes that somebody has ceased to wait for: what was said without it is out of date. */
  onLate?(): void;
}

const MOST = 500;

// Lists of tags are long.
const MOST_LISTS = 30;

/** Sources give up by themselves earlier; none is waited for without end. */
const LONGEST = 30_000;

/**
 * Sources that remember answers, ask once for what is asked twice at a time, and answer with nothing where one fails. Who
 * aborts ends its own waiting only: the answer is still good for the next.
 */
export function cachedSources(sources: Sources, options: CacheOptions = {}): Sources {
  const { imagesFor = 600_000, filesFor = 2_000 } = options;
  const { builds, files, images, scripts } = sources;
  const cache = (holdsFor: number, most: number = MOST): Cache => createCache(holdsFor, most, options);
  return {
    ...(builds === undefined ? {} : { builds }),
    ...(scripts === undefined ? {} : { scripts }),
    ...(files === undefined ? {} : { files: cachedFiles(files, cache(filesFor)) }),
    ...(images === undefined ? {} : { images: cachedImages(images, cache(imagesFor), cache(imagesFor, MOST_LISTS)) }),
  };
}

function cachedFiles(files: FileSource, cache: Cache): FileSource {
  return {
    list: (uri, path, signal) =>
      cache.get(`list ${uri} ${path}`, (own) => files.list(uri, path, own), { otherwise: [], signal }),
    locate: (uri, path, signal) =>
      cache.get(`locate ${uri} ${path}`, (own) => files.locate(uri, path, own), { otherwise: undefined, signal }),
  };
}

function cachedImages(images: ImageSource, cache: Cache, lists: Cache): ImageSource {
  return {
    tags: (repository, signal) =>
      lists.get(repository, (own) => images.tags(repository, own), { otherwise: [], signal }),
    describe: (reference, platform, signal) =>
      cache.get(`${reference} ${platform ?? ''}`, (own) => images.describe(reference, platform, own), {
        otherwise: undefined,
        signal,
      }),
  };
}

interface Wanted<T> {
  readonly otherwise: T;
  readonly signal: AbortSignal;
}

interface Cache {
  get<T>(key: string, ask: (signal: AbortSignal) => Promise<T>, wanted: Wanted<T>): Promise<T>;
}

function createCache(holdsFor: number, most: number, { now = () => Date.now(), onLate }: CacheOptions): Cache {
  const entries = new Map<string, { readonly answer: Promise<unknown>; until: number }>();

  function answerTo<T>(key: string, ask: (signal: AbortSignal) => Promise<T>, otherwise: T): Promise<T> {
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
      if (entries.size <= most) break;
      entries.delete(oldest);
    }
    return entry.answer;
  }

  return {
    async get(key, ask, { otherwise, signal }) {
      const answer = answerTo(key, ask, otherwise);
      const [isInTime, value] = await inTime(answer, signal);
      if (isInTime) return value;
      if (onLate) void answer.then((late) => (late === otherwise ? undefined : onLate()));
      return otherwise;
    },
  };
}

async function attempt<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return await ask(AbortSignal.timeout(LONGEST));
}

type InTime<T> = readonly [isInTime: true, value: T] | readonly [isInTime: false, value?: undefined];

/** The answer, unless the signal is aborted before it comes. */
async function inTime<T>(answer: Promise<T>, signal: AbortSignal): Promise<InTime<T>> {
  if (signal.aborted) return [false];
  let stop = (): void => {};
  const aborted = new Promise<InTime<T>>((resolve) => {
    stop = () => resolve([false]);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([answer.then((value): InTime<T> => [true, value]), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
