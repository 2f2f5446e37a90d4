import { collect, type Digest } from '@strake/core';
import { formatReference, type ImageReader, MANIFEST_LIMIT, type PackedImage, type Reference } from '@strake/oci';
import { pushImage, RegistryError } from '@strake/registry';
import { danglingName } from '../images/dangling.ts';
import type { ImageRecords, StoredImage } from '../images/image-records.ts';
import { mountable } from '../images/mountable.ts';
import { unsent } from '../images/unsent.ts';
import { imageReferences } from './image-names.ts';
import type { ImageOutput, WrittenOutput } from './output.ts';
import { packTargets } from './pack-target.ts';
import type { OutputContext } from './write-outputs.ts';

/** `type=image` and `type=registry`: the image in the store under its names, and in the registries that they say. */
export async function keepImage(output: ImageOutput, context: OutputContext): Promise<WrittenOutput> {
  const { ociMediaTypes = true, store: keep = true, pushByDigest = false, push = pushByDigest } = output;
  const { targets, store, images, sources, signal } = context;
  const { whole, parts, annotations } = await packTargets(targets, { ...output, ociMediaTypes }, store, signal);
  const references = imageReferences(output.names ?? context.names).map((reference) =>
    pushByDigest ? untagged(reference) : reference,
  );
  const { platform: _, annotations: __, ...root } = whole.root;
  const names = pushByDigest ? [] : references.map(formatReference);
  const configs = parts.flatMap(({ config }) => (config ? [config.digest] : []));
  const image = { configs, root, sources };
  if (keep) await putEach(push ? names : namesOrNone(names, configs), image, images);
  const pushed: string[] = [];
  for (const reference of push ? references : []) {
    const options = { client: context.registry(), reader: packedReader(whole), root, to: reference, signal };
    const pushing = pushImage({ ...options, mountFrom: mountable(sources, reference) });
    const { digest } = await pushing.catch((error: unknown) => {
      throw keep ? unsent(error, reference) : error;
    });
    pushed.push(`${formatReference(untagged(reference))}${reference.tag ? `:${reference.tag}` : ''}@${digest}`);
    context.note(`pushed ${pushed.at(-1)}`);
  }
  return {
    type: output.type,
    manifest: { ...whole.root, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    ...(whole.config ? { config: whole.config } : {}),
    layers: parts.map((image) => image.layers ?? []),
    names: references.map(formatReference),
    ...(push ? { pushed } : {}),
  };
}

function namesOrNone(names: readonly string[], configs: readonly Digest[]): readonly string[] {
  return names.length > 0 ? names : [danglingName(configs)];
}

async function putEach(
  names: readonly string[],
  image: Omit<StoredImage, 'name'>,
  images: ImageRecords,
): Promise<void> {
  for (const name of names) await images.put({ ...image, name });
}

function untagged({ registry, repository }: Reference): Reference {
  return { registry, repository };
}

/** A packed image as a place to read from: its base's layers come from wherever they are. */
export function packedReader(image: PackedImage): ImageReader {
  const blobs = new Map(image.blobs.map((blob) => [blob.descriptor.digest, blob]));
  const blob: ImageReader['blob'] = ({ digest }, signal) => {
    const found = blobs.get(digest);
    if (!found) throw new RegistryError('IMAGE_NOT_FOUND', `the image has no blob ${digest}`);
    return found.read(signal);
  };
  return { blob, manifest: (descriptor, signal) => collect(blob(descriptor, signal), MANIFEST_LIMIT) };
}
