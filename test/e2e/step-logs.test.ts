import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

/** More than Docker keeps of a step (2 MiB), and more than is shown while it runs. */
const LINES = 600_000;
const WHOLE = Array.from({ length: LINES }, (_, i) => `${i + 1}\n`).join('');

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

async function build(command: string): ReturnType<Workshop['strake']> {
  const context = shop.context({ Dockerfile: `FROM busybox\nRUN ${command}\n` });
  return shop.strake(['build', ...shop.base, '--no-cache', '--progress', 'plain', context]);
}

test.each([
  ['that fails', '; exit 4'],
  ['that works', ''],
])('all output of a step %s is in its log, of which a part is shown', async (_, end) => {
  const { stderr, code } = await build(`seq ${LINES}; echo last >&2${end}`);
  const [, left, log = ''] = /\[(\d+) characters are not shown here; all output: (.*)\]$/m.exec(stderr) ?? [];
  expect(code === 0).toBe(end === '');
  expect(Number(left)).toBeGreaterThan(0);
  expect(Buffer.byteLength(stderr)).toBeLessThan(16 << 20);
  expect(log.startsWith(join(shop.home, 'logs'))).toBe(true);
  expect(statSync(log).mode & 0o777).toBe(0o600);
  // The two streams are two pipes.
  expect(readFileSync(log, 'utf8').replace('last\n', '') === WHOLE).toBe(true);
});

test('the end of the output is in the error, with the place of all of it', async () => {
  const { stderr } = await build('seq 30; exit 4');
  const error = stderr.slice(stderr.lastIndexOf('\nerror: '));
  expect(error).toMatch(/exit code:? 4/);
  expect(error).toMatch(/│ 29\n.*│ 30\n/);
  const [, log = ''] = /^all output: (.*)$/m.exec(error) ?? [];
  expect(readFileSync(log, 'utf8')).toMatch(/^1\n2\n[^]*\n30\n$/);
});

test('a line without an end, and bytes that are no text, are kept', async () => {
  const { stderr } = await build(`printf 'a\\377b'; exit 4`);
  const [, log = ''] = /^all output: (.*)$/m.exec(stderr) ?? [];
  expect(readFileSync(log, 'utf8')).toBe('a\ufffdb');
});

test('a step that runs again has one log', async () => {
  const command = 'echo "$(date)"; exit 4';
  await build(command);
  const before = readdirSync(join(shop.home, 'logs')).length;
  await build(command);
  expect(readdirSync(join(shop.home, 'logs')).length).toBe(before);
});

test('--json has how a command ended, where, and what it said', async () => {
  const context = shop.context({ Dockerfile: 'FROM busybox\nRUN echo said; exit 4\n' });
  const ran = await shop.strake(['build', ...shop.base, '--json', context]);
  const { error } = JSON.parse(ran.stdout);
  expect(error).toMatchObject({
    code: 'STEP_FAILED',
    step: {
      name: expect.stringContaining('RUN echo said; exit 4'),
      file: join(context, 'Dockerfile'),
      range: { start: { line: 1 } },
      exitCode: 4,
      output: ['said'],
    },
  });
  expect(readFileSync(error.step.log, 'utf8')).toBe('said\n');
});
