import { abortReason, type ByteStream, type Digest } from '@strake/core';
import type { Entry, EntryPath, FileEntry, OpenOptions, ReadAhead } from '@strake/oci';
import { ContextError } from '../error.ts';
import type { ContextTree } from '../source.ts';
import type { ContextNode, DirectoryNode } from './node.ts';

/** Where the bytes of a context's files come from. */
export interface ContentAccess {
  open(file: FileEntry, signal?: AbortSignal, options?: OpenOptions): ByteStream;
  digestOf(file: FileEntry, signal?: AbortSignal): Digest | Promise<Digest>;
  /** As `Tree.readSmall`. */
  readSmall?(file: FileEntry): Uint8Array | undefined;
  /** As `Tree.readAhead`. */
  readAhead?(): ReadAhead<FileEntry> | undefined;
}

/** A tree of nodes at hand. */
export function contextTree(root: DirectoryNode, content: ContentAccess): ContextTree {
  const find = (path: EntryPath): ContextNode | undefined => {
    let node: ContextNode | undefined = root;
    if (path !== '') for (const name of path.split('/')) node = node?.children?.get(name);
    return node;
  };
  const fileAt = (path: EntryPath): FileEntry => {
    const found = find(path)?.entry;
    const file = found?.type === 'hardlink' ? find(found.target)?.entry : found;
    if (file?.type === 'file') return file;
    throw new ContextError('NOT_FOUND', `no file ${JSON.stringify(path)} in the build context`, { data: { path } });
  };
  return {
    get: (path) => find(path)?.entry,
    list: (directory) => entriesOf(find(directory)),
    walk: (start = '') => below(find(start)),
    open: (path, signal, options) => content.open(fileAt(path), signal, options),
    readSmall: (path) => content.readSmall?.(fileAt(path)),
    readAhead: () => {
      const ahead = content.readAhead?.();
      return (
        ahead && {
          add: (paths) => ahead.add(paths.map(fileAt)),
          take: (path) => ahead.take(fileAt(path)),
          end: () => ahead.end(),
        }
      );
    },
    digestOf: async (path, signal) => {
      if (signal?.aborted) throw abortReason(signal);
      return content.digestOf(fileAt(path), signal);
    },
  };
}

function entriesOf(node: ContextNode | undefined): readonly Entry[] {
  return node?.children ? Array.from(node.children.values()).flatMap((child) => child.entry ?? []) : [];
}

function* below(start: ContextNode | undefined): Generator<Entry> {
  const pending = [start?.children?.values()];
  for (let top = pending.at(-1); top; top = pending.at(-1)) {
    const { done, value } = top.next();
    if (done) {
      pending.pop();
    } else {
      if (value.entry) yield value.entry;
      if (value.children) pending.push(value.children.values());
    }
  }
}
