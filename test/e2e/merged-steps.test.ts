import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop[Symbol.dispose]());

interface Pair {
  readonly first: Ran;
  readonly second: Ran;
}

/** Builds twice: the second begins when the first is at its command. A secret may be absent. */
async function buildBoth(command: string, secrets: readonly [string | undefined, string | undefined]): Promise<Pair> {
  const lines = ['FROM busybox', `RUN --mount=type=secret,id=s ${command}`, 'RUN echo it is $(cat /out)'];
  const context = shop.context({ Dockerfile: lines.join('\n') });
  const build = (value: string | undefined): Promise<Ran> => {
    const file = join(shop.directory, `secret-${value}`);
    if (value !== undefined) writeFileSync(file, value);
    const secret = value === undefined ? [] : ['--secret', `id=s,src=${file}`];
    return shop.strake(['build', ...shop.base, ...secret, '--progress', 'plain', context]);
  };
  const first = build(secrets[0]);
  const logs = join(shop.home, 'logs');
  await vi.waitFor(() => expect(existsSync(logs) && readdirSync(logs).length).toBeGreaterThan(0), 30_000);
  const second = build(secrets[1]);
  return { first: await first, second: await second };
}

const WAITED = /another build \(process \d+\) is at it, and is waited for/;

test('who waits for a step of another build has its result, whatever the secret, as in Docker', async () => {
  const { first, second } = await buildBoth('sleep 3; cat /run/secrets/s >/out', ['one', undefined]);
  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('it is one') });
  expect(second).toMatchObject({ code: 0, stderr: expect.stringMatching(WAITED) });
  expect(second.stderr).not.toMatch(/^#\d+ [\d.]+ it is/m);
});

test('where that one fails, the next runs with its own secret', async () => {
  const { first, second } = await buildBoth('sleep 3; cat /run/secrets/s >/out', [undefined, 'two']);
  expect(first.code).toBe(1);
  expect(second.stderr).toMatch(WAITED);
  expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining('it is two') });
});

// No pipe: of several processes that want memory the kernel may kill more than the largest.
test('a step that ends well though memory was short says so', async () => {
  const context = shop.context({ Dockerfile: 'FROM busybox\nRUN tail /dev/zero || true\n' });
  const args = ['build', ...shop.base, '--memory', '20m', '--progress', 'plain', context];
  expect(await shop.strake(args)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^#\d+ [\d.]+ note: a process of this step needed more memory than there was/m),
  });
});
