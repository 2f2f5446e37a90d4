import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import type { MemoryNode } from '@strake/oci';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const NOBODY = 65534;

/** Loads the context as an ordinary user, reads all files, and says what came of it. */
function asNobody(files: Readonly<Record<string, MemoryNode>>, dockerignore: string, path: string): string {
  const root = temporaryDirectory(files);
  chmodSync(root, 0o755);
  const script = `
    import { directoryContext } from ${JSON.stringify(new URL('../../src/node.ts', import.meta.url).href)};
    process.setegid?.(${NOBODY});
    process.seteuid?.(${NOBODY});
    try {
      const tree = await directoryContext(${JSON.stringify(root)}, { dockerignore: ${JSON.stringify(dockerignore)} })
        .load([{ path: ${JSON.stringify(path)}, wildcard: false }]);
      for (const entry of tree.walk()) if (entry.type === 'file') await tree.digestOf(entry.path);
      console.log([...tree.walk()].map((entry) => entry.path).join(' '));
    } catch (error) {
      console.log(error.code, error.data.path);
    }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    cwd: '/',
  }).trim();
}

const FILES: Readonly<Record<string, MemoryNode>> = {
  'open/a': 'a',
  'closed/b': 'b',
  closed: { type: 'directory', mode: 0o700 },
  secret: { data: 'c', mode: 0o600 },
};

// Root makes the files, the child gives up being root: as any other user the files would be its own, and readable.
test.runIf(process.getuid?.() === 0).each([
  ['only what is selected must be readable', '', 'open', 'open open/a'],
  ['a directory that is selected must be', '', 'closed', 'UNREADABLE closed'],
  ['a file that is selected must be', 'closed', '', 'UNREADABLE secret'],
  ['what is ignored need not be', 'closed\nsecret', '', 'open open/a'],
  ['nor an ignored directory in which something might be kept', '*\n!open\n!**/b', '', 'open open/a'],
])('%s', (_, dockerignore, path, expected) => {
  expect(asNobody(FILES, dockerignore, path)).toBe(expected);
});
