import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Makes directories that are removed when the tests of the file have ended. */
export function temporaryDirectory(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'strake-oci-'));
  let count = 0;
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => join(root, String((count += 1)));
}
