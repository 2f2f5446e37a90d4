import { isDigest } from '@strake/core';
import { OciError } from '../error.ts';
import { type Descriptor, formatReference, type ImageIndex, parseReference } from '../model/index.ts';
import { NAME_ANNOTATION, REF_ANNOTATION } from './layout-members.ts';

/**
 * The entry of a layout's `index.json` that `name` means: a digest, a tag (`org.opencontainers.image.ref.name`) or a full
 * image name. Without a name: the only image, else the one tagged `latest`. Throws `IMAGE_NOT_FOUND`.
 */
export function findInIndex(index: ImageIndex, name: string | undefined): Descriptor {
  const { manifests } = index;
  const found = name === undefined ? onlyOrLatest(manifests) : manifests.find((entry) => isNamed(entry, name));
  if (found) return found;
  const names = manifests.flatMap((entry) => entry.annotations?.[REF_ANNOTATION] ?? []);
  throw new OciError(
    'IMAGE_NOT_FOUND',
    name === undefined ? ambiguous(manifests) : `no image ${JSON.stringify(name)} in the layout`,
    {
      hint:
        names.length > 0
          ? `it has ${[...new Set(names)].slice(0, 20).join(', ')}`
          : 'its images have no names: use a digest',
      data: { name, names },
    },
  );
}

function isNamed({ digest, annotations = {} }: Descriptor, name: string): boolean {
  if (isDigest(name)) return digest === name;
  if (annotations[REF_ANNOTATION] === name || annotations[NAME_ANNOTATION] === name) return true;
  const reference = parseReference(name);
  return reference.ok && annotations[NAME_ANNOTATION] === formatReference(reference.value);
}

function onlyOrLatest(manifests: readonly Descriptor[]): Descriptor | undefined {
  const [first] = manifests;
  if (first && manifests.every((entry) => entry.digest === first.digest)) return first;
  return manifests.find((entry) => entry.annotations?.[REF_ANNOTATION] === 'latest');
}

function ambiguous(manifests: readonly Descriptor[]): string {
  return manifests.length === 0 ? 'the layout has no image' : 'the layout has several images and none is tagged latest';
}
