import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'vitest';

/** Neutral entries compile without Node's types and without the DOM (I2): only ES2024 and the globals of web.d.ts. */
test('neutral entries compile without Node', { timeout: 60_000 }, () => {
  const root = join(import.meta.dirname, '../..');
  const tsc = join(root, 'node_modules/.bin/tsc');
  try {
    execFileSync(tsc, ['-p', join(import.meta.dirname, 'neutral/tsconfig.json')], { cwd: root, encoding: 'utf8' });
  } catch (error) {
    throw new Error((error as { stdout?: string }).stdout ?? String(error), { cause: error });
  }
});
