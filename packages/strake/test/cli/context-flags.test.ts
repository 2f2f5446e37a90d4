import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOf } from '../../src/cli/commands/context-flags.ts';

const CWD = '/nowhere/at-all';

test.each([
  ['.', CWD],
  ['sub', `${CWD}/sub`],
  ['https://example.org/a.tar', 'https://example.org/a.tar'],
  ['git@example.org:a/b.git', 'git@example.org:a/b.git'],
  ['github.com/owner/name', 'https://github.com/owner/name.git'],
  ['github.com/owner/name.git#main:sub', 'https://github.com/owner/name.git#main:sub'],
  ['github.com/owner/name?ref=v1', 'https://github.com/owner/name.git?ref=v1'],
  ['github.com/owner', `${CWD}/github.com/owner`],
  ['example.com/owner/name', `${CWD}/example.com/owner/name`],
])('%s is the context %s', (path, context) => {
  expect(placeOf(path, undefined, CWD)).toEqual({ context });
});

test('a directory that is called like a repository is that directory', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'strake-place-'));
  try {
    mkdirSync(join(cwd, 'github.com/owner/name'), { recursive: true });
    expect(placeOf('github.com/owner/name', 'x', cwd)).toEqual({
      context: join(cwd, 'github.com/owner/name'),
      dockerfile: join(cwd, 'x'),
    });
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
