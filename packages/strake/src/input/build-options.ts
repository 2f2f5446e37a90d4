import type { Platform } from '@strake/oci';
import type { RunLimits } from '@strake/sandbox';
import type { CacheExportOptions } from '../cache/cache-place.ts';
import type { Annotation } from '../output/annotation.ts';
import type { FilesOutput, ImageOutput, OciOutput, PackingOptions } from '../output/output.ts';
import type { BuildInput, RegistryOptions } from './build-input.ts';
import { ENTITLEMENTS } from './entitlements.ts';
import { isHostAddress } from './host-address.ts';
import {
  amount,
  byType,
  call,
  type Check,
  flag,
  is,
  listOf,
  whole,
  object,
  oneOf,
  type Options,
  recordOf,
  text,
  textOr,
} from './option-check.ts';

const data: Check = is('a string or a Uint8Array', (value) => typeof value === 'string' || ArrayBuffer.isView(value));
const signal: Check = is('an AbortSignal', (value) => value instanceof AbortSignal);

/** A path or URL, a stream, a source, files from code, or several of them. */
const context: Check = (value, option) => {
  if (Array.isArray(value)) return listOf(context)(value, option);
  if (typeof value === 'string') return undefined;
  if (!isTree(value)) return is('a path, a URL, a stream, a source or files', () => false)(value, option);
  return Symbol.asyncIterator in value || 'load' in value ? undefined : recordOf(node)(value, option);
};

/** A file from code by its content, or an entry; what metadata there is beside is the tree's to check. */
const node: Check = (value, option) => {
  if (isTree(value) && 'data' in value) return data(value.data, `${option}.data`);
  if (isTree(value) && 'type' in value && value.type !== 'file') return entry(value, option);
  return is(
    'a string, a Uint8Array, or an entry with data or a type',
    (one) => !isTree(one) && data(one, option) === undefined,
  )(value, option);
};

const entryType = oneOf('file', 'directory', 'symlink', 'hardlink', 'fifo', 'character-device', 'block-device');

function entry(value: { readonly type?: unknown; readonly target?: unknown }, option: string): ReturnType<Check> {
  const isLink = value.type === 'symlink' || value.type === 'hardlink';
  return entryType(value.type, `${option}.type`) ?? (isLink ? text(value.target, `${option}.target`) : undefined);
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

const host: Check = is('a name on one line', (value) => typeof value === 'string' && /^.+$/.test(value));
const ip: Check = is('an IP address or "host-gateway"', (value) => typeof value === 'string' && isHostAddress(value));

const entitlement: Check = is(
  `${ENTITLEMENTS.map((name) => JSON.stringify(name)).join(', ')} or "device=NAME"`,
  (value) => typeof value === 'string' && (/^device=./.test(value) || ENTITLEMENTS.some((name) => name === value)),
);

export const platformParts: Check = object<Platform>(
  { os: text, architecture: text, variant: text, osVersion: text },
  ...(['os', 'architecture'] as const),
);
const platform = textOr(platformParts);

const PACKING: Options<PackingOptions> = {
  compression: oneOf('uncompressed', 'gzip', 'zstd'),
  compressionLevel: whole,
  forceCompression: flag,
  ociMediaTypes: flag,
  annotations: listOf(
    object<Annotation>(
      { on: oneOf('manifest', 'index', 'manifest-descriptor', 'index-descriptor'), platform, key: text, value: text },
      'on',
      'key',
      'value',
    ),
  ),
  rewriteTimestamp: flag,
  names: listOf(text),
};

export const dest: Check = is('a path or a function that takes a stream', (value) =>
  typeof value === 'string' ? value !== '' : typeof value === 'function',
);
const type: Check = text;
const archive = object<OciOutput>({ ...PACKING, type, dest, tar: flag }, 'dest');
const files = object<FilesOutput>({ type, dest, platformSplit: flag, mode: oneOf('copy', 'delete') }, 'dest');
const OUTPUTS = {
  oci: archive,
  docker: archive,
  local: files,
  tar: files,
  image: object<ImageOutput>({ ...PACKING, type, push: flag, pushByDigest: flag, store: flag }),
  cacheonly: object({ type }),
};

const EXPORT: Options<CacheExportOptions> = {
  mode: oneOf('min', 'max'),
  compression: oneOf('uncompressed', 'gzip', 'zstd'),
  compressionLevel: whole,
  ignoreError: flag,
};

const limit: Check = is('a number above 0', (value) => Number.isFinite(value) && (value as number) > 0);

const cacheMountsPlace = (more: Readonly<Record<string, Check>>): Check =>
  textOr(
    byType({
      directory: object({ type, path: text, ...more }, 'path'),
      oci: object({ type, path: text, ...more }, 'path'),
      registry: object({ type, ref: text, ...more }, 'ref'),
    }),
  );
const LIMITS: Options<RunLimits> = { memory: limit, cpus: limit, pids: limit, seconds: limit };

const REGISTRY: Options<RegistryOptions> = {
  mirrors: recordOf(listOf(text)),
  insecure: listOf(text),
  proxyEnv: is('an object', isTree),
  ca: text,
  credentials: call,
};

/** What each option of `build` must be. */
export const BUILD_OPTIONS: Options<BuildInput> = {
  context,
  dockerfile: textOr(object({ text, name: text }, 'text')),
  target: text,
  platforms: listOf(platform),
  args: recordOf(text),
  labels: recordOf(text),
  tags: listOf(text),
  keepUnnamed: flag,
  contexts: recordOf(context),
  metadata: oneOf('full', 'git'),
  cacheFrom: listOf(
    byType({
      local: object({ type, src: text, tag: text }, 'src'),
      registry: object({ type, ref: text }, 'ref'),
    }),
  ),
  cacheTo: listOf(
    byType({
      local: object({ ...EXPORT, type, dest: text }, 'dest'),
      registry: object({ ...EXPORT, type, ref: text }, 'ref'),
    }),
  ),
  noCache: (value, option) => (Array.isArray(value) ? listOf(text)(value, option) : flag(value, option)),
  pull: flag,
  network: oneOf('default', 'none', 'host'),
  allow: listOf(entitlement),
  cdiDirectories: listOf(text),
  extraHosts: listOf(object({ host, ip }, 'host', 'ip')),
  shmSize: amount,
  ulimits: listOf(object({ name: text, soft: whole, hard: whole }, 'name', 'soft', 'hard')),
  secrets: recordOf((value, option) => (typeof value === 'function' ? undefined : data(value, option))),
  ssh: recordOf(text),
  outputs: listOf(byType(OUTPUTS)),
  home: text,
  cacheDir: text,
  registry: object(REGISTRY),
  driver: oneOf('auto', 'crun', 'runc', 'unshare', 'bwrap', 'single-uid', 'chroot'),
  limits: object(LIMITS),
  ca: text,
  cacheMountsFrom: cacheMountsPlace({}),
  cacheMountsTo: cacheMountsPlace({ maxSize: limit }),
  onFailedStep: call,
  keepFailed: flag,
  parallelism: limit,
  signal,
  onEvent: call,
};
