import {
  formatPlatform,
  formatReference,
  parseReference,
  type Platform,
  readManifest,
  type Reference,
} from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { type PushProgress, pushImage } from '@strake/registry';
import { packedReader } from '../output/image-output.ts';
import { copyIntoStore } from './copy-into-store.ts';
import { isDangling } from './dangling.ts';
import { findImages } from './find-image.ts';
import { ImageError } from './image-error.ts';
import type { StoredImage } from './image-records.ts';
import { mountable } from './mountable.ts';
import type { StoreContext } from './store-context.ts';
import { packedStored } from './stored-parts.ts';
import { NAME_FORM } from './name-form.ts';
import { unsent } from './unsent.ts';

/** Sends a stored image to the registry that its name, or `to`, says. The result is `NAME@DIGEST`. */
export async function pushStored(
  text: string,
  options: { readonly to?: string; readonly onProgress?: (progress: PushProgress) => void },
  context: StoreContext,
  signal: AbortSignal,
): Promise<string> {
  const [image] = await findImages(text, context.images);
  if (options.to === undefined && isDangling(image))
    throw new ImageError('NAME_INVALID', `the image ${text} has no name that says where to send it`, {
      hint: `strake push ${text} --to REGISTRY/NAME, or give it a name with strake tag`,
    });
  const to = referenceOf(options.to ?? image.name);
  const packed = await packedStored(image, context, signal);
  const { digest } = await pushImage({
    client: context.registry(),
    reader: packedReader(packed),
    root: packed.root,
    to,
    mountFrom: mountable(image.sources ?? [], to),
    signal,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  }).catch((error: unknown) => {
    throw unsent(error, to);
  });
  return `${formatReference(to)}@${digest}`;
}

/** Fetches an image with all its layers and gives it its name; `platform` takes one of several. */
export async function pullImage(
  text: string,
  platform: Platform | 'all',
  context: StoreContext,
  signal: AbortSignal,
): Promise<StoredImage> {
  const reference = referenceOf(text);
  const client = context.registry();
  const reader = client.reader(reference);
  const whole = await client.resolve(reference, signal);
  const only =
    platform === 'all' ? undefined : await readManifest(reader, whole, platform, { createHasher: nodeHasher, signal });
  const { mediaType, digest, size } = only?.descriptor ?? whole;
  const root = { mediaType, digest, size };
  const configs = await copyIntoStore(reader, root, context, signal);
  if (configs.length === 0)
    throw new ImageError('IMAGE_UNKNOWN', `${formatReference(reference)} is no image that can be run`, {
      ...(platform === 'all' ? {} : { hint: `asked for ${formatPlatform(platform)}` }),
    });
  const { registry, repository, tag = 'latest' } = reference;
  const image: StoredImage = { name: formatReference({ registry, repository, tag }), configs, root };
  await context.images.put(image);
  return image;
}

function referenceOf(text: string): Reference {
  const reference = parseReference(text);
  if (reference.ok) return reference.value;
  throw new ImageError('NAME_INVALID', `${JSON.stringify(text)} is no image name: ${reference.message}`, {
    hint: NAME_FORM,
  });
}
