import type { ImageQuery } from '@strake/planner';
import { imageQueryKey } from '../image-query-key.ts';

/**
 * Asks for an image, unless nobody need be asked. `onLayers` is called when it is known which layers it has, before its
 * configuration is.
 */
export type AskForImage<T> = (query: ImageQuery, signal: AbortSignal, onLayers: () => void) => Promise<T | undefined>;

/** Images that are asked for before it is known that somebody wants them. */
export interface ExpectedImages<T> {
  /** Settles when the image's layers are known, or nothing more will be. What fails is said to who takes the image. */
  expect(query: ImageQuery, signal: AbortSignal): Promise<void>;
  /** What was expected, once. */
  take(query: ImageQuery): Promise<T | undefined>;
  /** Lets go of what nobody has taken. */
  close(): void;
}

export function expectedImages<T>(ask: AskForImage<T>): ExpectedImages<T> {
  const stop = new AbortController();
  const expected = new Map<string, Promise<T | undefined>>();
  return {
    expect(query, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const image = ask(query, AbortSignal.any([signal, stop.signal]), resolve);
      expected.set(imageQueryKey(query), image);
      image.then(
        () => resolve(),
        () => resolve(),
      );
      return promise;
    },
    async take(query) {
      const key = imageQueryKey(query);
      const image = expected.get(key);
      expected.delete(key);
      return image;
    },
    close: () => stop.abort(),
  };
}
