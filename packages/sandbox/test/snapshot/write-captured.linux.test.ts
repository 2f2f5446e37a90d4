import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EntryWithData, isHashed, writeLayer } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { expect, onTestFinished, test } from 'vitest';
import { captureLayer } from '../../src/snapshot/capture.ts';
import { withData } from '../../src/snapshot/captured-data.ts';
import { writeCaptured } from '../../src/snapshot/write-captured.ts';

const MIB = 1024 * 1024;

/** The index of a layer whose tar goes nowhere. */
async function indexOf(entries: readonly EntryWithData[]) {
  const hasher = nodeHasher();
  let size = 0;
  const store: Parameters<typeof writeLayer>[1]['store'] = {
    async write(tar) {
      for await (const chunk of tar) {
        hasher.update(chunk);
        size += chunk.byteLength;
      }
      return { digest: hasher.digest(), size };
    },
  };
  return writeLayer(entries, { store, createHasher: nodeHasher });
}

test.each([
  ['a small layer is read here', 3 * MIB, false],
  ['a large one in a thread', 65 * MIB, true],
])('%s, with the same digests', async (_, size, isAhead) => {
  const root = mkdtempSync(join(tmpdir(), 'strake-write-captured-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const upper = join(root, 'upper');
  mkdirSync(join(upper, 'd'), { recursive: true });
  for (const name of ['a', 'd/b', 'e']) writeFileSync(join(upper, name), name);
  truncateSync(join(upper, 'd/b'), size);
  const options = { upper, lowers: [] };
  const plain = await indexOf(withData(captureLayer(options).entries));
  const { capture, written } = await writeCaptured(options, async (entries) => {
    expect(entries.some(([, data]) => data !== undefined && isHashed(data))).toBe(isAhead);
    return indexOf(entries);
  });
  expect(written).toEqual(plain);
  expect(capture.entries.map(({ entry }) => entry.path)).toEqual(['a', 'd', 'd/b', 'e']);
});
