import type { ByteStream } from '@strake/core';
import { baseName, type Entry, type TarEntryToWrite, writeTar } from '@strake/oci';
import { directoryContext } from '../directory.ts';

/**
 * A checkout as a tar. Modes are those of git's trees, whatever the umask; what git itself keeps (`.git` directories, and
 * the files of that name in submodules) is left out unless `keepGitDir`.
 */
export function packCheckout(directory: string, keepGitDir: boolean, signal?: AbortSignal): ByteStream {
  return writeTar(async (writer) => {
    const tree = await directoryContext(directory, { dockerignore: '' }).load([{ path: '', wildcard: false }], signal);
    const left: string[] = [];
    for (const entry of tree.walk()) {
      if (left.some((path) => entry.path.startsWith(path))) continue;
      if (!keepGitDir && baseName(entry.path) === '.git') left.push(`${entry.path}/`);
      else await writer.add(asInGit(entry), entry.type === 'file' ? tree.open(entry.path, signal) : undefined);
    }
  });
}

function asInGit(entry: Entry): TarEntryToWrite {
  const { path, uid, gid, mtime } = entry;
  const meta = { path, uid, gid, mtime, mode: asIfUmask022(entry.mode) };
  if (entry.type === 'directory') return { type: 'directory', ...meta };
  if (entry.type === 'symlink') return { type: 'symlink', ...meta, mode: 0o777, target: entry.target };
  if (entry.type === 'hardlink') return { type: 'hardlink', ...meta, target: entry.target };
  if (entry.type === 'file') return { type: 'file', ...meta, size: entry.size };
  throw new Error(`git made a ${entry.type} of ${JSON.stringify(path)}`);
}

/** What the owner may read and execute, all may. */
function asIfUmask022(mode: number): number {
  const rx = (mode >> 6) & 0o5;
  return (mode & 0o700) | (rx << 3) | rx;
}
