import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { USABLE } from '../../packages/sandbox/test/support/rig.ts';
import { openWorkshop, type Workshop } from './support/strake.ts';

const LIBRARY = join(import.meta.dirname, '../../examples/library');

let shop: Workshop;
let env: Record<string, string>;
beforeAll(async () => {
  shop = await openWorkshop();
  env = { PATH: process.env['PATH'] ?? '', HOME: shop.directory, STRAKE_HOME: shop.home };
});
afterAll(() => shop[Symbol.dispose]());

function check(name: string, ...says: readonly (string | RegExp)[]): void {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(LIBRARY, `${name}.ts`)], {
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  for (const text of says) expect(stdout).toMatch(text);
  expect(status).toBe(0);
}

test('from-memory', () => check('from-memory', '7680 bytes of archive', /\[ '\/bin\/serve' \] sha256:[0-9a-f]{64}$/m));

test('explain-plan', () =>
  check(
    'explain-plan',
    'needs docker.io/library/golang:1.25 linux/amd64',
    /COPY --from=build \/app \/app \(2 inputs\)$/m,
  ));

test('pin-bases changes only the references', () =>
  check('pin-bases', /^FROM {3}node:24-slim@sha256:1{64} AS build {2}$/m, /^from \S+@sha256:2{64} aS app$/m));

test.skipIf(USABLE.length === 0)('failed-step', () =>
  check('failed-step', 'exit code 1: [2/3] RUN', '3 of 4 passed', '14 report.txt'),
);

test('build-server builds what it is sent, and says what is wrong with it', async () => {
  const server = spawn(process.execPath, [join(LIBRARY, 'build-server.ts'), '0'], { env });
  try {
    const [said] = await once(server.stdout, 'data');
    const port = /port: (\d+)/.exec(String(said))?.[1];
    const good = await send(port, { Dockerfile: 'FROM scratch\nCOPY a /\n', a: 'a' });
    expect(good.at(-1)).toMatchObject({ type: 'built', id: expect.stringMatching(/^sha256:/) });
    const bad = await send(port, { Dockerfile: 'FROM scratch\nCOPY b /\n', a: 'a' });
    expect(bad.at(-1)).toMatchObject({ type: 'failed', code: 'STEP_FAILED', message: expect.stringContaining('/b') });
  } finally {
    server.kill();
    await once(server, 'exit');
  }
});

async function send(port: string | undefined, files: Record<string, string>): Promise<readonly object[]> {
  const { stdout } = spawnSync('tar', ['-c', '-C', shop.context(files), '.']);
  const response = await fetch(`http://127.0.0.1:${port}/app:1.0`, { method: 'PUT', body: stdout });
  return (await response.text())
    .trim()
    .split('\n')
    .map((row): object => JSON.parse(row));
}
