import { type ByteStream, type CreateHasher, type Digest, StrakeError } from '@strake/core';
import {
  atMost,
  type ContentStore,
  createMemoryStore,
  createTarReader,
  type FileEntry,
  freed,
  sha256Hasher,
  type TarLimits,
} from '@strake/oci';
import { ContextError } from '../error.ts';
import type { ContextSource, ContextTree } from '../source.ts';
import { contextTree } from '../tree/context-tree.ts';
import { type ByteRange, createArchiveIndex } from './archive-index.ts';
import { type ArchiveKind, archiveKind, peek } from './archive-kind.ts';
import { onceLoaded } from './once-loaded.ts';

/** Plain bytes of packed ones, in chunks that are nobody else's; throws, while it is read, when they are broken. */
export type Unpack = (packed: ByteStream, signal?: AbortSignal) => ByteStream;

export interface TarContextLimits extends TarLimits {
  /** Bytes of the archive once it is unpacked; default 64 GiB. */
  readonly bytes?: number;
}

export interface TarContextOptions {
  /** For people; default `archive`. */
  readonly name?: string;
  /** Where the archive is kept while it is used; default: in memory. */
  readonly store?: Pick<ContentStore, 'read' | 'write'>;
  /** Default: in JavaScript. */
  readonly createHasher?: CreateHasher;
  readonly limits?: TarContextLimits;
  /** How packed archives are read. A kind that is absent here fails with `PROGRAM_MISSING`. */
  readonly unpack?: { readonly [K in Exclude<ArchiveKind, 'tar'>]?: Unpack };
}

/**
 * A tar archive, plain or packed, as a build context. It is read once, checked as strictly as a layer, and kept whole in
 * the store; files are ranges of it. Owners are the archive's, and an ignore file in it means nothing, as for Docker.
 */
export function tarContext(archive: ByteStream, options: TarContextOptions = {}): ContextSource {
  return onceLoaded(options.name ?? 'archive', (signal) => readTarTree(archive, options, signal));
}

const MAX_BYTES = 64 * 1024 ** 3;

/** Stores an archive and indexes it on its way. */
async function readTarTree(
  archive: ByteStream,
  options: TarContextOptions,
  signal?: AbortSignal,
): Promise<ContextTree> {
  const { store = createMemoryStore(), name = 'archive', limits } = options;
  const plain = atMost(await unpacked(archive, options, signal), limits?.bytes ?? MAX_BYTES, name);
  return indexed(plain, { ...options, store, name }, (seen) =>
    store.write(seen, {}, signal).then((blob) => blob.digest),
  );
}

async function indexed(
  archive: ByteStream,
  options: TarContextOptions & Required<Pick<TarContextOptions, 'store' | 'name'>>,
  consume: (seen: ByteStream) => Promise<Digest>,
): Promise<ContextTree> {
  const { store, createHasher = sha256Hasher, limits, name } = options;
  const index = createArchiveIndex(createHasher);
  const reader = createTarReader(index, limits);
  try {
    const digest = await consume(seenBy(reader.push.bind(reader), archive));
    reader.end();
    const { root, ranges } = index.finish();
    return contextTree(root, {
      digestOf: (file) => file.content,
      open: (file, abort, { reuse = false } = {}) =>
        store.read(digest, { range: rangeOf(ranges, file), reuse, ...(abort ? { signal: abort } : {}) }),
    });
  } catch (error) {
    if (!(error instanceof StrakeError) || (error instanceof ContextError && error.code === 'LIMIT')) throw error;
    throw new ContextError('BAD_ARCHIVE', `cannot use ${name} as a build context: ${error.message}`, {
      cause: error,
      hint: error.hint ?? 'a context is a directory, or a tar; a Dockerfile is named with -f',
    });
  }
}

async function unpacked(
  archive: ByteStream,
  { unpack = {}, name = 'archive' }: TarContextOptions,
  signal: AbortSignal | undefined,
): Promise<ByteStream> {
  const { head, whole } = await peek(archive);
  const kind = archiveKind(head);
  if (kind === undefined || kind === 'tar') return whole;
  const read = unpack[kind];
  if (read) return freed(read(whole, signal));
  throw new ContextError('PROGRAM_MISSING', `${name} is packed with ${kind}, which cannot be read here`, {
    hint: 'unpack it first, or pack it with gzip',
    data: { kind },
  });
}

async function* seenBy(push: (chunk: Uint8Array) => void, archive: ByteStream): ByteStream {
  for await (const chunk of archive) {
    push(chunk);
    yield chunk;
  }
}

function rangeOf(ranges: ReadonlyMap<FileEntry, ByteRange>, file: FileEntry): ByteRange {
  const range = ranges.get(file);
  if (!range) throw new Error(`${JSON.stringify(file.path)} is not a file of this archive`);
  return range;
}
