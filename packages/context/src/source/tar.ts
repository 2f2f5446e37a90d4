import { abortReason, type ByteStream, type CreateHasher, type Digest, type Hasher, StrakeError } from '@strake/core';
import {
  atMost,
  type ContentStore,
  createMemoryStore,
  createTarReader,
  freed,
  type OpenOptions,
  sha256Hasher,
  type TarLimits,
  zeros,
} from '@strake/oci';
import { ContextError } from '../error.ts';
import type { ContextSource, ContextTree } from '../source.ts';
import { contextTree } from '../tree/context-tree.ts';
import { createArchiveIndex, isHole, type StoredFile } from './archive-index.ts';
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

/** As Docker does, which reads a context with what unpacks archives for ADD. */
const READ = { sparse: true, inwardNames: true } as const;

const MAX_BYTES = 64 * 1024 ** 3;

/** Stores an archive and indexes it on its way. */
async function readTarTree(
  archive: ByteStream,
  options: TarContextOptions,
  signal?: AbortSignal,
): Promise<ContextTree> {
  const { store = createMemoryStore(), name = 'archive', limits } = options;
  const plain = atMost(await unpacked(archive, options, signal), limits?.bytes ?? MAX_BYTES, name);
  return indexed(plain, { ...options, store, name }, signal);
}

async function indexed(
  archive: ByteStream,
  options: TarContextOptions & Required<Pick<TarContextOptions, 'store' | 'name'>>,
  signal: AbortSignal | undefined,
): Promise<ContextTree> {
  const { store, createHasher = sha256Hasher, limits, name } = options;
  const index = createArchiveIndex(createHasher, limits?.bytes ?? MAX_BYTES);
  const reader = createTarReader(index, { ...limits, ...READ });
  try {
    const { digest } = await store.write(seenBy(reader.push.bind(reader), archive), {}, signal);
    reader.end();
    const read = (file: Place, abort?: AbortSignal, { reuse = false }: OpenOptions = {}): ByteStream => {
      const part = (range: ByteRange): ByteStream =>
        store.read(digest, { range, reuse, ...(abort ? { signal: abort } : {}) });
      return file.runs ? joined(file.offset, file.runs, part) : part([file.offset, file.offset + file.size]);
    };
    const root = await index.finish((file) => hashOf(read(file, signal), createHasher(), signal));
    return contextTree(root, {
      digestOf: (file) => file.content,
      open: (file, abort, options) => read(file as StoredFile, abort, options),
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

type Place = Pick<StoredFile, 'offset' | 'size' | 'runs'>;

/** From the first number up to but excluding the second. */
type ByteRange = readonly [number, number];

/** The bytes of a sparse file, holes among them. */
async function* joined(offset: number, runs: readonly number[], read: (range: ByteRange) => ByteStream): ByteStream {
  let at = offset;
  for (const [i, length] of runs.entries()) {
    if (isHole(i)) yield* zeros(length);
    else if (length > 0) yield* read([at, (at += length)]);
  }
}

/** Bytes that are hashed before others have their turn: holes come without any reading. */
const TURN = 32 * 1024 * 1024;

async function hashOf(bytes: ByteStream, hasher: Hasher, signal: AbortSignal | undefined): Promise<Digest> {
  let left = TURN;
  for await (const chunk of bytes) {
    hasher.update(chunk);
    left -= chunk.byteLength;
    if (left > 0) continue;
    left = TURN;
    await new Promise<void>((resolve) => void setTimeout(resolve));
    if (signal?.aborted) throw abortReason(signal);
  }
  return hasher.digest();
}
