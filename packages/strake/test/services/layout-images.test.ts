import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'strake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layoutImages } from '../../src/services/layout-images.ts';

let directory: string;
let digest: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-layouts-'));
  const dest = join(directory, 'layout');
  const { outputs } = await build({
    dockerfile: { text: 'FROM scratch\nLABEL a=b\n' },
    home: join(directory, 'home'),
    tags: ['app:1.0'],
    outputs: [{ type: 'oci', dest, tar: false }],
  });
  digest = outputs[0]?.manifest?.digest ?? '';
  renameSync(dest, join(directory, 'lay:out'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The digest of the image that `oci-layout://` and a place in the directory name. */
async function found(place: string): Promise<string> {
  const { root } = await layoutImages(new Map([['base', join(directory, place)]]))('base');
  return root.digest;
}

test.each(['', ':1.0', '@DIGEST', ':1.0@DIGEST', ':latest@DIGEST'])('lay:out%s', async (image) => {
  await expect(found(`lay:out${image.replace('DIGEST', digest)}`)).resolves.toBe(digest);
});

test.each([':2.0', `@sha256:${'0'.repeat(64)}`, `:1.0@sha256:${'0'.repeat(64)}`])(
  'lay:out%s is not there',
  async (image) => {
    await expect(found(`lay:out${image}`)).rejects.toMatchObject({ code: expect.any(String) });
  },
);

test('nor is a layout that does not exist', async () => {
  await expect(found('lay')).rejects.toMatchObject({ code: 'CONTEXT_INVALID' });
});
