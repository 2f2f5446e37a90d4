import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  const warnings: string[] = [];
  const get = () => dockerCredentials(path, (message) => warnings.push(message)).get('ghcr.io');
  expect(await get()).toBeUndefined();
  expect(warnings).toEqual([]);
  writeFileSync(join(path, 'config.json'), '{');
  expect(await get()).toBeUndefined();
  expect(warnings).toEqual([`${path}/config.json is no JSON (line 1 column 2): there are no credentials`]);
});

test('one that cannot be read is none, and said', async () => {
  const path = directory();
  mkdirSync(join(path, 'config.json'));
  const warn = vi.fn<(message: string) => void>();
  expect(await dockerCredentials(path, warn).get('ghcr.io')).toBeUndefined();
  expect(warn).toHaveBeenCalledExactlyOnceWith(`${path}/config.json cannot be read (EISDIR): there are no credentials`);
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
});

test.each([
  ['echo "credentials not found in native keychain"; exit 1', undefined],
  ['echo "no keyring" >&2; exit 2', 'no keyring'],
  ['exit 3', 'it ended with exit code 3'],
  ['echo hello', 'what it prints is no JSON'],
  [undefined, 'there is no such program in PATH'],
])('a helper that gives nothing (%s) is told of once: %s', async (script, reason) => {
  const path = directory();
  const program = join(path, 'docker-credential-test-helper');
  if (script !== undefined) {
    writeFileSync(program, `#!/bin/sh\nread server\n${script}\n`);
    chmodSync(program, 0o755);
  }
  writeFileSync(join(path, 'config.json'), '{"credsStore":"test-helper"}');
  vi.stubEnv('PATH', `${path}:${process.env['PATH']}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const warnings: string[] = [];
  const credentials = dockerCredentials(path, (message) => warnings.push(message));
  for (let i = 0; i < 2; i++) expect(await credentials.get('ghcr.io')).toBeUndefined();
  const message = `no credentials for ghcr.io from docker-credential-test-helper: ${reason}`;
  expect(warnings).toEqual(reason === undefined ? [] : [message]);
});
