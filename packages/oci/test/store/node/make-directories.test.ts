import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectories } from '../../../src/node.ts';

test('makes what is missing, and fails where the kernel lets nobody make anything', () => {
  const place = mkdtempSync(join(tmpdir(), 'strake-directories-'));
  try {
    makeDirectories(join(place, 'a/b/c'), 0o700);
    makeDirectories(join(place, 'a/b/c'));
    expect(statSync(join(place, 'a/b')).mode & 0o777).toBe(0o700);
    writeFileSync(join(place, 'file'), '');
    expect(() => makeDirectories(join(place, 'file'))).toThrow(/EEXIST/);
    expect(() => makeDirectories(join(place, 'file/x'))).toThrow(/ENOTDIR/);
    expect(() => makeDirectories('/proc/none/x')).toThrow(/ENOENT|EACCES/);
  } finally {
    rmSync(place, { recursive: true });
  }
});
