import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filePathOf } from './node-path.ts';
import type { FileEntry, FileSource } from './sources.ts';

// A directory with more entries is not browsed by completion.
const MOST = 5_000;

/**
 * The files around Dockerfiles on this machine. The context of a Dockerfile is its directory, and where a path is not
 * there the workspace folder that it is in. Nothing outside of the two is looked at, links included.
 */
export function contextFiles(folders: () => readonly string[]): FileSource {
  const roots = (uri: string): readonly string[] => {
    const file = filePathOf(uri);
    if (file === undefined) return [];
    const directory = dirname(file);
    const around = folders()
      .flatMap((folder) => filePathOf(folder) ?? [])
      .filter((folder) => directory === folder || directory.startsWith(folder + sep));
    return [...new Set([directory, ...around])];
  };
  return {
    async list(uri, path) {
      const found = roots(uri).flatMap((root) => inside(root, path) ?? [])[0];
      return found === undefined || !statSync(found).isDirectory() ? [] : entriesOf(found);
    },
    async locate(uri, path) {
      const found = roots(uri).flatMap((root) => inside(root, path) ?? [])[0];
      return found === undefined ? undefined : pathToFileURL(found).href;
    },
  };
}

function entriesOf(directory: string): readonly FileEntry[] {
  return readdirSync(directory, { withFileTypes: true })
    .slice(0, MOST)
    .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
}

/** The real path, if it exists and lies below the root. */
function inside(root: string, path: string): string | undefined {
  const wanted = join(root, path);
  if (!existsSync(wanted)) return undefined;
  const [base, real] = [realpathSync(root), realpathSync(wanted)];
  return real === base || real.startsWith(base.endsWith(sep) ? base : base + sep) ? wanted : undefined;
}
