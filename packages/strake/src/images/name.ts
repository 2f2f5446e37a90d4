import { formatReference, parseReference } from '@strake/oci';
import { familiarName } from './familiar-name.ts';
import { findImages, nameOrId } from './find-image.ts';
import { ImageError } from './image-error.ts';
import type { ImageRecords } from './image-records.ts';
import { NAME_FORM } from './name-form.ts';

/** Gives an image another name; the result is that name. An image that had it loses it. */
export async function tagImage(source: string, name: string, images: ImageRecords): Promise<string> {
  const reference = parseReference(name);
  if (!reference.ok)
    throw new ImageError('NAME_INVALID', `${JSON.stringify(name)} is no image name: ${reference.message}`, {
      hint: NAME_FORM,
    });
  if (reference.value.digest !== undefined)
    throw new ImageError('NAME_INVALID', `${JSON.stringify(name)} has a digest: a new name has a tag`, {
      hint: 'leave out @sha256:...',
    });
  const [{ named: _, ...image }] = await findImages(source, images);
  const target = formatReference(reference.value);
  await images.put({ ...image, name: target });
  return target;
}

/** Takes names away, by name or all of an ID. The content goes with the next `prune`. The result are the names, of one without the ID. */
export async function untagImages(text: string, force: boolean, images: ImageRecords): Promise<readonly string[]> {
  const found = await findImages(text, images);
  if (found.length > 1 && !force)
    throw new ImageError('IMAGE_AMBIGUOUS', `${text} has ${found.length} names`, {
      hint: `name one of ${found.map(({ name }) => familiarName(name)).join(', ')}, or add --force`,
    });
  for (const { name } of found) await images.delete(name);
  return found.map(nameOrId);
}
