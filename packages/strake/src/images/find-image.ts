import { hexOf, suggest } from '@strake/core';
import { formatReference, parseReference } from '@strake/oci';
import { familiarName } from './familiar-name.ts';
import { ImageError } from './image-error.ts';
import { isDangling } from './dangling.ts';
import type { ImageRecords, StoredImage } from './image-records.ts';

/** An ID or digest, or the beginning of one. */
const ID = /^(?:sha256:)?([0-9a-f]{4,64})$/;
/** What no name of an image looks like, though `sha256:` can be read as one. */
const WHOLE_ID = /^(?:sha256:[0-9a-f]+|[0-9a-f]{64})$/;

/**
 * The name of the image in the store that `text` is the ID of, as in `findImages` and even where it is dangling; else `text`,
 * which may be a name that a registry knows. Throws `IMAGE_UNKNOWN` of what can only be an ID, `IMAGE_AMBIGUOUS`.
 */
export async function nameOfId(text: string, images: ImageRecords): Promise<string> {
  if (!ID.test(text)) return text;
  try {
    const [{ name }] = await findImages(text, images);
    return name;
  } catch (error) {
    if (error instanceof ImageError && error.code === 'IMAGE_UNKNOWN' && !WHOLE_ID.test(text)) return text;
    throw error;
  }
}

/**
 * The images that `text` means: a name with or without tag, `name@digest`, an ID or digest, or the beginning of one (at
 * least four digits). A name means one image, an ID all names of it. Throws `IMAGE_UNKNOWN`, `IMAGE_AMBIGUOUS`.
 */
export async function findImages(
  text: string,
  images: ImageRecords,
): Promise<readonly [StoredImage, ...StoredImage[]]> {
  const named = await findNamed(text, images);
  if (named) return [named];
  const all = await images.list();
  const digits = ID.exec(text)?.[1];
  const [first, ...more] = digits === undefined ? [] : all.filter((image) => hasId(image, digits));
  if (!first) throw unknown(text, all);
  if (more.some((other) => idOf(other) !== idOf(first)))
    throw new ImageError('IMAGE_AMBIGUOUS', `several images have IDs that begin with ${text}`, {
      hint: [first, ...more].map(nameOrId).join(', '),
    });
  return [first, ...more];
}

async function findNamed(text: string, images: ImageRecords): Promise<StoredImage | undefined> {
  const reference = parseReference(text);
  if (!reference.ok) return undefined;
  const { digest, ...named } = reference.value;
  const found = await images.get(formatReference(digest && !named.tag ? { ...named, tag: 'latest' } : named));
  if (digest === undefined || found?.root?.digest === digest) return found;
  const repository = formatReference({ registry: named.registry, repository: named.repository });
  return (await images.list()).find(({ name, root }) => name.startsWith(`${repository}:`) && root?.digest === digest);
}

/** What people call an image. */
export function nameOrId(image: StoredImage): string {
  return isDangling(image) ? idOf(image) : image.name;
}

/** What distinguishes images: the configuration, or the index over several. */
export function idOf({ configs, root }: StoredImage): string {
  return configs.length === 1 ? (configs[0] as string) : (root?.digest ?? configs.join());
}

function hasId({ configs, root }: StoredImage, digits: string): boolean {
  return [...configs, ...(root ? [root.digest] : [])].some((digest) => hexOf(digest).startsWith(digits));
}

/** The name in the store that `text` may be meant to be. */
export function nameLike(text: string, all: readonly StoredImage[]): string | undefined {
  const named = all.filter((image) => !isDangling(image));
  const names = named.map(({ name }) => familiarName(name));
  // A tag that nobody has written makes no name more alike.
  const shown = /:[^/]*$/.test(text) ? names : names.map((name) => name.replace(/:[^:/]+$/, ''));
  return names[shown.indexOf(suggest(text, shown) ?? '')];
}

function unknown(text: string, all: readonly StoredImage[]): ImageError {
  const near = nameLike(text, all);
  const otherwise = WHOLE_ID.test(text)
    ? 'strake images lists the images: what has lost its name to another is not kept, and what has none goes with strake prune'
    : 'strake images lists the images';
  const hint = near ? `did you mean ${near}?` : otherwise;
  return new ImageError('IMAGE_UNKNOWN', `no image ${JSON.stringify(text)} in the store`, { hint });
}
