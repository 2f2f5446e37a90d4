import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore, writeLayer } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { expect, onTestFinished, test } from 'vitest';
import type { CapturedEntry } from '../../src/snapshot/capture.ts';
import { withData, withDataAhead } from '../../src/snapshot/captured-data.ts';
import { PORTION } from '../../src/snapshot/portion.ts';
import { readAhead } from '../../src/snapshot/read-ahead.ts';
import { startReadThread } from '../../src/snapshot/read-thread.ts';

const META = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };

/** Files of these sizes, each of other bytes, and a link. Some need an extended header. */
function capturedFiles(sizes: readonly number[], directory = temporary()): readonly CapturedEntry[] {
  const files = sizes.map((size, i): CapturedEntry => {
    const path = `f${String(i).padStart(5, '0')}${i % 3 === 1 ? 'x'.repeat(120) : ''}`;
    const host = i % 2 === 0 ? join(directory, path) : Buffer.from(join(directory, path));
    writeFileSync(host, Buffer.alloc(size, `${i} ${size} `));
    return { entry: { type: 'file', path, size, ...META }, host };
  });
  return [...files, { entry: { type: 'symlink', path: 'z', target: 'f00000', ...META } }];
}

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'strake-read-ahead-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

async function written(entries: readonly CapturedEntry[], how: 'here' | 'ahead') {
  const options = { store: createMemoryStore(nodeHasher), createHasher: nodeHasher };
  if (how === 'here') return writeLayer(withData(entries), options);
  const thread = startReadThread();
  try {
    return await writeLayer(withDataAhead(entries, readAhead(entries, thread)), options);
  } finally {
    thread.end();
  }
}

test.each([
  ['no bytes', [0, 0]],
  ['one small file', [5]],
  ['files that fill a portion, and more', [0, PORTION - 1, 1, PORTION, 1, PORTION + 1, 0]],
  ['a large file behind a small one', [7, 3 * PORTION + 11, 13]],
  ['large files in a row, more than lie ready', [9 * PORTION, 9 * PORTION + 1, 2 * PORTION]],
  ['many small files', Array.from({ length: 700 }, (_, i) => i % 90)],
])('a layer is the same whether a thread reads its files or not: %s', async (_, sizes) => {
  const entries = capturedFiles(sizes);
  const here = await written(entries, 'here');
  expect(await written(entries, 'ahead')).toEqual(here);
  expect(here.entries).toHaveLength(sizes.length + 1);
});

test.each([
  ['a file that became longer is read as it was seen', (file: string) => appendFileSync(file, 'more'), undefined],
  ['one that became shorter fails', (file: string) => truncateSync(file, PORTION + 5), /shorter/],
  ['one that is gone fails', (file: string) => rmSync(file), /ENOENT/],
])('%s', async (_, change, message) => {
  const directory = temporary();
  const entries = capturedFiles([3, 0, 2 * PORTION, 4], directory);
  const before = await written(entries, 'ahead');
  const file = join(directory, 'f00002');
  expect(statSync(file).size).toBe(2 * PORTION);
  change(file);
  const after = written(entries, 'ahead');
  if (message === undefined) expect(await after).toEqual(before);
  else await expect(after).rejects.toThrow(message);
});
