import type { Descriptor } from './descriptor.ts';
import { MediaType } from './descriptor.ts';
import {
  asArray,
  asDigest,
  asMap,
  asObject,
  asSize,
  asString,
  type JsonObject,
  mismatch,
  optional,
  parseJson,
  type Place,
  refuseFoldedKeys,
} from './json.ts';
import type { ImageIndex, Manifest } from './manifest.ts';
import type { Platform } from './platform.ts';

/** Largest manifest or index that is read, in bytes: what registries accept. */
export const MANIFEST_LIMIT: number = 4 * 1024 * 1024;

/** A manifest or an index, told apart. */
export type ManifestDocument =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'index'; readonly index: ImageIndex };

const KEYS = ['schemaVersion', 'mediaType', 'artifactType', 'config', 'layers', 'manifests', 'subject', 'annotations'];
const DESCRIPTOR_KEYS = ['mediaType', 'digest', 'size', 'urls', 'annotations', 'data', 'platform', 'artifactType'];
const INDEX_TYPES: ReadonlySet<string> = new Set([MediaType.index, MediaType.dockerManifestList]);
const MANIFEST_TYPES: ReadonlySet<string> = new Set([MediaType.manifest, MediaType.dockerManifest]);

/**
 * Reads a manifest or index that came from outside. `mediaType` is what its descriptor or the registry called it,
 * `at` what messages call it.
 * Refused (`MANIFEST_INVALID`): a document that could be both kinds (CVE-2021-41190), one whose own `mediaType` differs
 * from the announced one, other schema versions, sizes that are no safe integers, digests other than sha256.
 */
export function decodeManifest(bytes: Uint8Array, mediaType?: string, at = 'manifest'): ManifestDocument {
  const place: Place = { code: 'MANIFEST_INVALID', at };
  const object = asObject(parseJson(bytes, MANIFEST_LIMIT, place), place);
  refuseFoldedKeys(object, KEYS, place);
  if (object.schemaVersion !== 2) throw mismatch(place, 'schemaVersion 2', object.schemaVersion);
  const type = typeOf(object, mediaType, place);
  if (INDEX_TYPES.has(type)) return { kind: 'index', index: readIndex(object, type, place) };
  if (MANIFEST_TYPES.has(type)) return { kind: 'manifest', manifest: readManifest(object, type, place) };
  throw mismatch(place, 'the media type of an image manifest or index', type);
}

/** A descriptor from outside JSON, e.g. a stored record. */
export function decodeDescriptor(value: unknown, place: Place): Descriptor {
  const object = asObject(value, place);
  refuseFoldedKeys(object, DESCRIPTOR_KEYS, place);
  return {
    mediaType: asString(object.mediaType, { ...place, at: `${place.at}.mediaType` }),
    digest: asDigest(object.digest, { ...place, at: `${place.at}.digest` }),
    size: asSize(object.size, { ...place, at: `${place.at}.size` }),
    ...optional<Omit<Descriptor, 'mediaType' | 'digest' | 'size'>>(object, place, {
      annotations: readAnnotations,
      platform: readPlatform,
      artifactType: asString,
    }),
  };
}

function typeOf(object: JsonObject, announced: string | undefined, place: Place): string {
  const layers = object.layers !== undefined || object.config !== undefined;
  const manifests = object.manifests !== undefined;
  if (layers && manifests) throw mismatch(place, 'either layers or manifests', 'both');
  const own = object.mediaType === undefined ? undefined : asString(object.mediaType, place);
  const outer = announced?.split(';')[0]?.trim();
  if (own !== undefined && outer !== undefined && own !== outer) throw mismatch(place, `mediaType ${outer}`, own);
  return own ?? outer ?? (manifests ? MediaType.index : MediaType.manifest);
}

function readManifest(object: JsonObject, mediaType: string, place: Place): Manifest {
  return {
    schemaVersion: 2,
    mediaType,
    config: decodeDescriptor(object.config, { ...place, at: `${place.at}.config` }),
    layers: asArray(object.layers ?? [], { ...place, at: `${place.at}.layers` }, decodeDescriptor),
    ...optional<Pick<Manifest, 'artifactType' | 'subject' | 'annotations'>>(object, place, {
      artifactType: asString,
      subject: decodeDescriptor,
      annotations: readAnnotations,
    }),
  };
}

function readIndex(object: JsonObject, mediaType: string, place: Place): ImageIndex {
  return {
    schemaVersion: 2,
    mediaType,
    manifests: asArray(object.manifests ?? [], { ...place, at: `${place.at}.manifests` }, decodeDescriptor),
    ...optional<Pick<ImageIndex, 'annotations'>>(object, place, { annotations: readAnnotations }),
  };
}

function readAnnotations(value: unknown, place: Place): Readonly<Record<string, string>> {
  return asMap(value, place, asString);
}

function readPlatform(value: unknown, place: Place): Platform {
  const object = asObject(value, place);
  const version = object['os.version'];
  return {
    os: asString(object.os, place),
    architecture: asString(object.architecture, place),
    ...(object.variant === undefined || object.variant === '' ? {} : { variant: asString(object.variant, place) }),
    ...(version === undefined || version === '' ? {} : { osVersion: asString(version, place) }),
  };
}
