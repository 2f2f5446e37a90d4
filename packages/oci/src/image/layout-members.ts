import type { ByteStream } from '@strake/core';
import { hexOf } from '@strake/core';
import {
  type Descriptor,
  encodeIndex,
  familiarReference,
  formatReference,
  MediaType,
  type Reference,
} from '../model/index.ts';
import { goJson } from '../model/encode.ts';
import type { PackedBlob, PackedImage } from './pack-image.ts';

/** One file of an OCI image layout. */
export interface LayoutMember {
  /** Inside the layout, `/` between names. */
  readonly path: string;
  readonly size: number;
  /** `0o444` for what never changes. */
  readonly mode: number;
  /** See `PackedBlob.read`. */
  read(signal?: AbortSignal, reuse?: boolean): ByteStream;
}

export interface LayoutOptions {
  /** Names of the image, with tags; none is fine. */
  readonly names?: readonly Reference[];
  /** Date of the export, RFC 3339, for `org.opencontainers.image.created`; left out when absent. */
  readonly created?: string;
  /** More annotations of the descriptors in `index.json`. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Also write Docker's `manifest.json`, which `docker load` of any age reads. For single images. */
  readonly dockerManifest?: boolean;
}

/** The files of a layout that holds `image`: its blobs in their order, `index.json`, `manifest.json`, `oci-layout`. */
export function layoutMembers(image: PackedImage, options: LayoutOptions = {}): readonly LayoutMember[] {
  const index = encodeIndex(
    { schemaVersion: 2, mediaType: MediaType.index, manifests: layoutEntries(image.root, options) },
    'compact',
  );
  return [
    ...image.blobs.map(blobMember),
    textMember('index.json', 0o644, index),
    ...(options.dockerManifest ? [textMember('manifest.json', 0o644, dockerManifest(image, options))] : []),
    textMember('oci-layout', 0o444, goJson({ imageLayoutVersion: '1.0.0' })),
  ];
}

export function blobMember({ descriptor, read }: PackedBlob): LayoutMember {
  return { path: blobPath(descriptor), size: descriptor.size, mode: 0o444, read };
}

export const NAME_ANNOTATION = 'io.containerd.image.name';
export const REF_ANNOTATION = 'org.opencontainers.image.ref.name';
const CREATED_ANNOTATION = 'org.opencontainers.image.created';

/** Entries of `index.json`: one per name, or one without a name. */
export function layoutEntries(root: Descriptor, options: LayoutOptions): readonly Descriptor[] {
  const { names = [], created, annotations = {} } = options;
  const all = { ...(created && { [CREATED_ANNOTATION]: created }), ...annotations };
  const named = (more: Readonly<Record<string, string>>): Descriptor => {
    const merged = { ...all, ...more };
    return Object.keys(merged).length > 0 ? { ...root, annotations: merged } : root;
  };
  if (names.length === 0) return [named({})];
  return names.map((name) =>
    named({ [NAME_ANNOTATION]: formatReference(name), ...(name.tag && { [REF_ANNOTATION]: name.tag }) }),
  );
}

/** Path of a blob inside a layout. */
export function blobPath({ digest }: Pick<Descriptor, 'digest'>): string {
  return `blobs/sha256/${hexOf(digest)}`;
}

function dockerManifest(image: PackedImage, { names = [] }: LayoutOptions): Uint8Array {
  const { config, layers } = image;
  if (!config || !layers) throw new Error("Docker's manifest.json is about single images");
  const tags = names.map(familiarReference);
  return goJson([{ Config: blobPath(config), RepoTags: tags.length > 0 ? tags : null, Layers: layers.map(blobPath) }]);
}

function textMember(path: string, mode: number, data: Uint8Array): LayoutMember {
  const read = async function* (): ByteStream {
    yield data;
  };
  return { path, size: data.byteLength, mode, read };
}
