import type { Entry, ListedFile, Tree } from '@strake/oci';
import { contentOf, type FileInode, type Inode, openBytes } from './inode.ts';

/** The one extended attribute that layers carry. */
export const CAPABILITY = 'security.capability';

/** How a place compares with what the base has there: `content` says that only the bytes are still to be compared. */
export type Comparison = 'same' | 'different' | 'content';

/**
 * Whether a layer needs to speak of `inode` where the base has `lower`. Times of directories do not count. Two files of
 * equal metadata are compared by their bytes, unless their times have fractions, which layers never have.
 */
export function compareInode(inode: Inode, lower: Entry<ListedFile>, base: Tree<ListedFile>): Comparison {
  const entry = lower.type === 'hardlink' ? base.get(lower.target) : lower;
  if (entry?.type !== inode.type || !sameMeta(inode, lower)) return 'different';
  if (inode.type === 'directory') return 'same';
  if (inode.mtime !== lower.mtime || inode.mtimeNs !== (lower.mtimeNs ?? 0)) return 'different';
  if (inode.type === 'file') return entry.type === 'file' ? compareFile(inode, entry, base) : 'different';
  return detailOf(inode) === detailOf(entry) ? 'same' : 'different';
}

function sameMeta(inode: Inode, lower: Entry<ListedFile>): boolean {
  return (
    inode.mode === lower.mode &&
    inode.uid === lower.uid &&
    inode.gid === lower.gid &&
    inode.xattrs?.[CAPABILITY] === lower.xattrs?.[CAPABILITY]
  );
}

/** What links and devices of one type differ in. */
function detailOf(node: Inode | Entry<ListedFile>): string {
  if (node.type === 'symlink') return node.target;
  return 'major' in node ? `${node.major}:${node.minor}` : '';
}

function compareFile(inode: FileInode, lower: ListedFile, base: Tree<ListedFile>): Comparison {
  if (inode.size !== lower.size) return 'different';
  const { bytes } = inode;
  if (inode.size === 0 || (bytes.kind === 'tree' && bytes.tree === base && bytes.entry.path === lower.path))
    return 'same';
  if (inode.mtimeNs !== 0 || bytes.kind === 'member') return 'different';
  const content = contentOf(inode);
  if (content === undefined || lower.content === undefined) return 'content';
  return content === lower.content ? 'same' : 'different';
}

/** Whether a staged file has the bytes of the base's file. Reads both up to the first difference, unless digests tell. */
export async function sameContent(
  inode: FileInode,
  base: Tree<ListedFile>,
  lower: Entry<ListedFile>,
  signal?: AbortSignal,
): Promise<boolean> {
  if (inode.bytes.kind === 'member') return false;
  const path = lower.type === 'hardlink' ? lower.target : lower.path;
  const digest = contentOf(inode);
  if (digest !== undefined && base.digestOf) return (await base.digestOf(path, signal)) === digest;
  const theirs = base.open(path, signal)[Symbol.asyncIterator]();
  try {
    let rest: Uint8Array = new Uint8Array();
    for await (const chunk of openBytes(inode.bytes, signal)) {
      for (let at = 0; at < chunk.byteLength; ) {
        while (rest.byteLength === 0) {
          const next = await theirs.next();
          if (next.done) return false;
          rest = next.value;
        }
        const length = Math.min(rest.byteLength, chunk.byteLength - at);
        for (let i = 0; i < length; i++) if (rest[i] !== chunk[at + i]) return false;
        rest = rest.subarray(length);
        at += length;
      }
    }
    return rest.byteLength === 0;
  } finally {
    await theirs.return?.();
  }
}
