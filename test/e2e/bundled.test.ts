import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, expect, test } from 'vitest';
import type { build as Build } from '../../packages/strake/src/index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'strake-bundled-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('a program that has Strake in its bundle is told to leave it out', async () => {
  const input = join(scratch, 'program.ts');
  const file = join(scratch, 'main.js');
  const strake = join(import.meta.dirname, '../../packages/strake/src/index.ts');
  writeFileSync(input, `export { build } from ${JSON.stringify(strake)};`);
  const bundle = await rolldown({ input, platform: 'node' });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  const { build } = (await import(pathToFileURL(file).href)) as { readonly build: typeof Build };
  const built = build({ dockerfile: { text: 'FROM scratch\nENV a=b\n' }, home: join(scratch, 'home') });
  await expect(built).rejects.toMatchObject({
    code: 'PACKAGE_INCOMPLETE',
    hint: expect.stringContaining('leave out strake') as string,
  });
});
