import type { Entry, EntryPath } from '@strake/oci';
import type { ContextSource, ContextTree } from '../source.ts';

/**
 * A context whose entries have the metadata that git keeps of them: files 0644, or 0755 where their owner may execute
 * them, directories 0755, owner 0:0, no extended attributes. Times and contents are the context's own. What a umask, a
 * user or a packing program makes of a checkout does not show.
 */
export function gitMetadata(source: ContextSource): ContextSource {
  return { name: source.name, load: async (selections, signal) => gitTree(await source.load(selections, signal)) };
}

function gitTree(tree: ContextTree): ContextTree {
  const made = new WeakMap<Entry, Entry>();
  const gitOne = (entry: Entry): Entry => {
    const known = made.get(entry) ?? gitEntry(entry);
    made.set(entry, known);
    return known;
  };
  function* gitAll(entries: Iterable<Entry>): Generator<Entry> {
    for (const entry of entries) yield gitOne(entry);
  }
  return {
    get(path) {
      const entry = tree.get(path);
      return entry && gitOne(entry);
    },
    list: (directory) => gitAll(tree.list(directory)),
    walk: (root?: EntryPath) => gitAll(tree.walk(root)),
    open: (path, signal) => tree.open(path, signal),
    readSmall: (path) => tree.readSmall?.(path),
    digestOf: (path, signal) => tree.digestOf(path, signal),
    remembered: (name, compute) => tree.remembered?.(`git ${name}`, compute) ?? compute(),
  };
}

function gitEntry(entry: Entry): Entry {
  const { path, mtime, mtimeNs } = entry;
  const meta = { path, mode: gitMode(entry), uid: 0, gid: 0, mtime, ...(mtimeNs === undefined ? {} : { mtimeNs }) };
  switch (entry.type) {
    case 'file':
      return {
        type: 'file',
        ...meta,
        size: entry.size,
        // Hashed only when somebody asks.
        get content() {
          return entry.content;
        },
      };
    case 'symlink':
    case 'hardlink':
      return { type: entry.type, ...meta, target: entry.target };
    case 'block-device':
    case 'character-device':
      return { type: entry.type, ...meta, major: entry.major, minor: entry.minor };
    case 'directory':
    case 'fifo':
      return { type: entry.type, ...meta };
    default:
      throw new Error(`unreachable: ${String(entry satisfies never)}`);
  }
}

function gitMode({ type, mode }: Entry): number {
  if (type === 'symlink') return 0o777;
  return type === 'directory' || mode & 0o100 ? 0o755 : 0o644;
}
