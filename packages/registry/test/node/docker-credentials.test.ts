import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { dockerCredentials } from '../../src/node.ts';

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'strake-docker-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('no file, and a broken one, are no credentials', async () => {
  const path = directory();
  expect(await dockerCredentials(path).get('ghcr.io')).toBeUndefined();
  writeFileSync(join(path, 'config.json'), '{');
  expect(await dockerCredentials(path).get('ghcr.io')).toBeUndefined();
});

test('a helper is a program on PATH, run without a shell', async () => {
  const path = directory();
  const program = join(path, 'docker-credential-test-helper');
  writeFileSync(
    program,
    '#!/bin/sh\nread server\n[ "$1" = get ] && printf \'{"Username":"for %s","Secret":"x"}\' "$server"\n',
  );
  chmodSync(program, 0o755);
  writeFileSync(join(path, 'config.json'), '{"credsStore":"test-helper"}');
  vi.stubEnv('PATH', `${path}:${process.env['PATH']}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await dockerCredentials(path).get('ghcr.io')).toEqual({ username: 'for ghcr.io', password: 'x' });
  writeFileSync(program, '#!/bin/sh\nexit 1\n');
  expect(await dockerCredentials(path).get('ghcr.io')).toBeUndefined();
  writeFileSync(join(path, 'config.json'), '{"credsStore":"missing-helper"}');
  expect(await dockerCredentials(path).get('ghcr.io')).toBeUndefined();
});
