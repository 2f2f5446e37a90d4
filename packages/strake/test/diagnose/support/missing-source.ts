import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { build } from '../../../src/build.ts';

export const NOWHERE = 'sources are paths in the build context: strake context ls DIR/context lists what is there';

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
export async function check(step: string, message: string, hint: string | undefined): Promise<void> {
  const dockerfile = { text: `FROM scratch AS a\nFROM scratch\n${step}\n` };
  const contexts = { shared: join(directory, 'context/server') };
  const failed = build({ home: join(directory, 'home'), context: join(directory, 'context'), contexts, dockerfile });
  const error = await failed.catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'STEP_FAILED', message });
  expect((error as { hint?: string }).hint?.replace(directory, 'DIR')).toBe(hint);
}
