import type { ImageFacts, PlanFacts } from '@strake/lint';
import { expand, type ParseResult } from '@strake/parser';
import { openStoredImages, type StoredImages } from '../lint/stored-images.ts';

/** Tells of an image by its name. The same function as long as it tells the same. */
export type FindImage = NonNullable<PlanFacts['image']>;

/** What the store of this machine knows of the images that files are based on. */
export type BaseImages = (parsed: ParseResult) => Promise<FindImage>;

/** Milliseconds after which an image is looked up again, while the earlier answer holds. */
const HOLDS = 15_000;

/** As many names are remembered: some are half typed. */
const REMEMBERED = 300;

/** More images of one file are not looked up. */
const MOST = 50;

interface Known {
  readonly facts: ImageFacts | undefined;
  readonly until: number;
}

/** The images of the store `home`. Nobody else is asked, and a store that cannot be read knows none. */
export function storedBaseImages(home: string, now: () => number = Date.now): BaseImages {
  const known = new Map<string, Known>();
  let find: FindImage = (reference) => known.get(reference)?.facts;

  async function lookUp(references: readonly string[]): Promise<void> {
    const found = await factsIn(home, references);
    for (const reference of references) {
      const last = known.get(reference);
      const facts = found.get(reference);
      known.delete(reference);
      known.set(reference, { facts, until: now() + HOLDS });
      // What was found under this function has changed: it tells something else.
      if (JSON.stringify(last?.facts) !== JSON.stringify(facts)) find = (name) => known.get(name)?.facts;
    }
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
  }

  return async (parsed) => {
    const references = baseReferences(parsed);
    const missing = references.filter((reference) => !known.has(reference));
    const old = references.filter((reference) => (known.get(reference)?.until ?? Infinity) <= now());
    if (missing.length > 0) await lookUp(missing);
    // Nobody waits for what is known already.
    if (old.length > 0) void lookUp(old);
    return find;
  };
}

async function factsIn(
  home: string,
  references: readonly string[],
): Promise<ReadonlyMap<string, ImageFacts | undefined>> {
  const found = new Map<string, ImageFacts | undefined>();
  let images: StoredImages | undefined;
  try {
    images = await openStoredImages(home, new AbortController().signal);
    for (const reference of references) found.set(reference, await images?.facts(reference, undefined));
  } catch {
    // As if there were no store.
  } finally {
    await images?.[Symbol.asyncDispose]();
  }
  return found;
}

/** What the FROMs of a file name, with the defaults of the ARGs in front of them. */
function baseReferences({ ast }: ParseResult): readonly string[] {
  const { escape } = ast;
  const values = new Map<string, string>();
  const names = new Set<string>();
  const references = new Set<string>();
  for (const node of ast.instructions) {
    if (node.kind === 'arg' && names.size === 0 && references.size === 0)
      for (const { key, value } of node.declarations)
        if (value !== undefined) values.set(key.text, expand(value.text, values, { escape }).value);
    if (node.kind !== 'from') continue;
    const { value } = expand(node.image.text, values, { escape });
    if (value !== '' && value !== 'scratch' && !names.has(value.toLowerCase())) references.add(value);
    if (node.alias !== undefined) names.add(node.alias.text.toLowerCase());
  }
  return [...references].slice(0, MOST);
}
