import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageConfig } from '@strake/oci';
import { openStore } from '@strake/oci/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageRecords, type StoredImage } from '../../src/images/image-records.ts';
import { keepNames } from '../../src/output/keep-names.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-names-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const NAME = 'docker.io/library/app:latest';

interface Build {
  readonly author: string;
  readonly sources: readonly string[];
}

/** How many records are written when builds give their images the same name one after another, and the last of them. */
async function kept(builds: readonly Build[]): Promise<{ readonly written: number; readonly sources: unknown }> {
  const store = await openStore(mkdtempSync(join(directory, 'store-')));
  const records = imageRecords(store.records);
  let written = 0;
  const images = {
    ...records,
    put: (image: StoredImage) => {
      written += 1;
      return records.put(image);
    },
  };
  for (const { author, sources } of builds) {
    const config: ImageConfig = {
      author,
      architecture: 'amd64',
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: [] },
    };
    await keepNames(
      {
        targets: [{ image: { config, layers: [] }, own: 0 }],
        names: [NAME],
        sources,
        store,
        images,
        registry: () => expect.unreachable(),
        note: () => expect.unreachable(),
        signal: new AbortController().signal,
      },
      [],
    );
  }
  const last = await records.get(NAME);
  await store.dispose();
  return { written, sources: last?.sources };
}

const FIRST = { author: 'a', sources: ['docker.io/library/busybox@sha256:1'] };

test.each([
  { name: 'the same image', builds: [FIRST, FIRST], written: 1 },
  { name: 'another image', builds: [FIRST, { ...FIRST, author: 'b' }], written: 2 },
  { name: 'the same image of other bases', builds: [FIRST, { ...FIRST, sources: [] }], written: 2 },
])('a name is written down when it changes: $name', async ({ builds, written }) => {
  expect(await kept(builds)).toEqual({ written, sources: builds.at(-1)?.sources });
});
