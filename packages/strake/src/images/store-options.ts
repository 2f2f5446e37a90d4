import { BUILD_OPTIONS, dest, platformParts } from '../input/build-options.ts';
import {
  amount,
  call,
  type Check,
  checkOptions,
  flag,
  is,
  listOf,
  object,
  type Options,
  text,
} from '../input/option-check.ts';
import type { ImageStore, ImageStoreOptions } from './image-store.ts';
import type { PruneOptions } from './prune.ts';

const { home, registry, signal } = BUILD_OPTIONS;

/** What each option of `openImageStore` must be. */
export const STORE_OPTIONS: Options<ImageStoreOptions> = { home, registry, signal, onNote: call };

/** What each argument must be. */
const ARGUMENTS: Partial<Record<keyof ImageStore, Readonly<Record<string, Check>>>> = {
  inspect: { name: text },
  tag: { source: text, name: text },
  remove: { name: text, options: object({ force: flag }) },
  save: { names: listOf(text), dest },
  load: {
    source: is(
      'a path or a stream',
      (value) =>
        typeof value === 'string' || (typeof value === 'object' && value !== null && Symbol.asyncIterator in value),
    ),
  },
  push: { name: text, options: object({ to: text, onProgress: call }) },
  pull: { name: text, platform: (value, at) => (value === 'all' ? undefined : platformParts(value, at)) },
  prune: { options: object<PruneOptions>({ all: flag, keepStorage: amount, keepCacheMounts: amount, dryRun: flag }) },
};

const OPTIONAL: ReadonlySet<string> = new Set(['options', 'platform']);

/** The store, with calls that throw `OPTION_INVALID` for arguments that are of another kind. */
export function checkingArguments(store: ImageStore): ImageStore {
  const checked = Object.entries(ARGUMENTS).map(([name, checks]) => {
    const inner = store[name as keyof ImageStore] as (...values: readonly unknown[]) => Promise<unknown>;
    const names = Object.keys(checks);
    const call = async (...values: readonly unknown[]): Promise<unknown> => {
      const needed = names.filter((argument) => !OPTIONAL.has(argument));
      checkOptions(name, checks, Object.fromEntries(names.map((argument, i) => [argument, values[i]])), ...needed);
      return inner(...values);
    };
    return [name, call] as const;
  });
  return { ...store, ...Object.fromEntries(checked) };
}
