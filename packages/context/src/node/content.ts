import type { ByteStream, Digest } from '@strake/core';
import type { FileEntry } from '@strake/oci';
import type { ContentAccess } from '../tree/context-tree.ts';
import { ContextFile } from './context-file.ts';
import type { DigestTable } from './digest-table.ts';
import { fileDigests } from './file-digests.ts';
import { createFilesAhead, type FileAhead, type FilesAhead } from './files-ahead.ts';
import { hashedFile } from './hashed-file.ts';
import { createPortionThreads } from './portion-threads.ts';
import { digestOfBytes, readFile, readSmallFile, type SeenFile, SMALL } from './read-file.ts';

/** The bytes and digests of a directory context's files. */
export interface DirectoryContent extends ContentAccess {
  /** Digest of a file, at once: blocks until it is read. */
  readonly hash: (file: ContextFile) => Digest;
}

/** Of all contexts: more threads would wait for the same cores. */
const openReaders = createPortionThreads();

/**
 * Digests come from the table where it knows the file, and go into it; it must be there when the first is asked for. `root`
 * is absolute, without links.
 */
export function directoryContent(root: string, table: () => DigestTable): DirectoryContent {
  const seen = (file: ContextFile): SeenFile | undefined => {
    const { stamp, exposed } = ContextFile.stateOf(file);
    return stamp && { root, path: file.path, stamp, exposed };
  };
  const { known, learn, hash, read } = fileDigests(table, seen);
  return {
    hash,
    digestOf: (entry, signal) => known(own(entry)) ?? read(own(entry), signal),
    open: (entry, signal, { reuse = false } = {}) => {
      const file = own(entry);
      const place = seen(file);
      if (!place || known(file)) return openFile(place, reuse, signal);
      return hashedFile(place, { reuse }, (digest, at) => learn(file, digest, at), signal);
    },
    readSmall: (entry) => {
      const file = own(entry);
      const place = seen(file);
      if (!place || file.size > SMALL) return undefined;
      const at = Date.now();
      const bytes = readSmallFile(place);
      if (!known(file)) learn(file, digestOfBytes(bytes), at);
      return bytes;
    },
    readAhead: () => {
      const readers = openReaders();
      const seenAhead = (file: ContextFile, { digest, at }: FileAhead): void => {
        if (!known(file)) learn(file, digest(), at);
      };
      return readers.length === 0 ? undefined : readingAhead(createFilesAhead(root, readers), seenAhead);
    },
  };
}

function readingAhead(
  files: FilesAhead,
  seen: (file: ContextFile, read: FileAhead) => void,
): ReturnType<NonNullable<ContentAccess['readAhead']>> {
  return {
    add: (entries) => files.add(entries.map(own)),
    take(entry) {
      const file = own(entry);
      const read = files.take(file);
      if (read) seen(file, read);
      return read?.bytes;
    },
    end: () => files.end(),
  };
}

async function* openFile(file: SeenFile | undefined, reuse: boolean, signal: AbortSignal | undefined): ByteStream {
  if (file) yield* readFile(file, { reuse }, signal);
}

function own(entry: FileEntry): ContextFile {
  if (entry instanceof ContextFile) return entry;
  throw new Error(`${JSON.stringify(entry.path)} is not a file of this context`);
}
