import { type ByteStream, type CreateHasher, StrakeError } from '@strake/core';
import {
  type ContentStore,
  createMemoryStore,
  createTarReader,
  type FileEntry,
  sha256Hasher,
  type TarLimits,
} from '@strake/oci';
import { ContextError } from '../error.ts';
import type { ContextSource, ContextTree } from '../source.ts';
import { contextTree } from '../tree/context-tree.ts';
import { type ByteRange, createArchiveIndex } from './archive-index.ts';

export interface TarContextOptions {
  /** For people; default `archive`. */
  readonly name?: string;
  /** Where the archive is kept while it is used; default: in memory. */
  readonly store?: Pick<ContentStore, 'read' | 'write'>;
  /** Default: in JavaScript. */
  readonly createHasher?: CreateHasher;
  readonly limits?: TarLimits;
}

/**
 * A plain tar archive as a build context. It is read once, checked as strictly as a layer, and kept whole in the store;
 * files are ranges of it. Owners are the archive's, and an ignore file in it means nothing, as for Docker.
 */
export function tarContext(archive: ByteStream, options: TarContextOptions = {}): ContextSource {
  const name = options.name ?? 'archive';
  let tree: Promise<ContextTree> | undefined;
  return {
    name,
    async load(_selections, signal) {
      signal?.throwIfAborted();
      tree ??= readArchive(archive, name, options, signal);
      return tree;
    },
  };
}

async function readArchive(
  archive: ByteStream,
  name: string,
  options: TarContextOptions,
  signal: AbortSignal | undefined,
): Promise<ContextTree> {
  const { store = createMemoryStore(), createHasher = sha256Hasher, limits } = options;
  const index = createArchiveIndex(createHasher);
  const reader = createTarReader(index, limits);
  try {
    const { digest } = await store.write(seenBy(reader.push.bind(reader), archive), {}, signal);
    reader.end();
    const { root, ranges } = index.finish();
    return contextTree(root, {
      digestOf: (file) => file.content,
      open: (file, abort) => store.read(digest, { range: rangeOf(ranges, file), ...(abort ? { signal: abort } : {}) }),
    });
  } catch (error) {
    if (!(error instanceof StrakeError) || (error instanceof ContextError && error.code === 'LIMIT')) throw error;
    throw new ContextError('BAD_ARCHIVE', `cannot use ${name} as a build context: ${error.message}`, { cause: error });
  }
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
