import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../../src/build.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-missing-'));
  const files = {
    '.dockerignore': '# secrets\n*.env\ndist\n**/*.log\n!kept.env\n',
    'prod.env': '',
    'dist/app.js': '',
    'package.json': '',
    'src/main.ts': '',
    'src/main.log': '',
    'server/package-lock.json': '',
    'server/run.log': '',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, 'context', path)), { recursive: true });
    writeFileSync(join(directory, 'context', path), text);
  }
  mkdirSync(join(directory, 'outside/secrets'), { recursive: true });
  symlinkSync('../outside', join(directory, 'context/link'));
  symlinkSync('away', join(directory, 'context/gone'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** BuildKit's message, then what is said of it. */
async function check(copy: string, message: string, hint: string | undefined): Promise<void> {
  const dockerfile = { text: `FROM scratch AS a\nFROM scratch\n${copy}\n` };
  const contexts = { shared: join(directory, 'context/server') };
  const failed = build({ home: join(directory, 'home'), context: join(directory, 'context'), contexts, dockerfile });
  const error = await failed.catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'STEP_FAILED', message });
  expect((error as { hint?: string }).hint?.replace(directory, 'DIR')).toBe(hint);
}

const NOWHERE = 'sources are paths in the build context: strake context ls DIR/context lists what is there';

const ABOVE =
  'nothing above the build context can be copied: build a directory further up with -f, or pass --build-context';

test.each<readonly [copy: string, message: string, hint: string | undefined]>([
  ['COPY prod.env /', '"/prod.env": not found', '.dockerignore:2 excludes it from the build context: *.env'],
  ['COPY dist/app.js /', '"/dist/app.js": not found', '.dockerignore:3 excludes it from the build context: dist'],
  ['COPY src package.jsn /a/', '"/package.jsn": not found', 'did you mean "package.json"?'],
  ['COPY Src/main.ts /', '"/Src/main.ts": not found', 'did you mean "src/main.ts"?'],
  ['COPY src/mian.ts /', '"/src/mian.ts": not found', 'did you mean "src/main.ts"?'],
  ['COPY src/mian.log /', '"/src/mian.log": not found', NOWHERE],
  ['COPY package-lock.json /', '"/package-lock.json": not found', 'did you mean "server/package-lock.json"?'],
  ['COPY --from=shared package-lock.jsn /', '"/package-lock.jsn": not found', 'did you mean "package-lock.json"?'],
  ['COPY ../../x /', '"/x": not found', ABOVE],
  ['COPY link/secretz /', '"/link/secretz": not found', NOWHERE],
  ['COPY gone /', '"/gone": not found', '"/gone" is a symbolic link to "away", where nothing is that can be copied'],
  ['COPY gone/x /', '"/gone/x": not found', NOWHERE],
  ['COPY --from=a /package.jsn /', '"/package.jsn": not found', undefined],
])('%s', async (copy, message, hint) => {
  await check(copy, message, hint);
});
