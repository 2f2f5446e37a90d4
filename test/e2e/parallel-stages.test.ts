import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const STAGES = 8;
/** Bytes of the files of each stage: small, around a chunk, larger than what is read at once. */
const SIZES = [...Array.from({ length: 40 }, (_, i) => 10 + i), 512, 4000, 70_000, 262_144, 300_001, 1_100_000];

const numbers = Array.from({ length: STAGES }, (_, index) => index);
const nameOf = (stage: number, size: number): string => `s${stage}/f${size}`;
/** Text that says on every line which file it is of. */
const textOf = (name: string, size: number): string => `${name}\n`.repeat(Math.ceil(size / 4)).slice(0, size);

/** Every file below `directory` that does not hold what one of its name should. */
function wrongIn(directory: string): readonly string[] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => {
      const [stage = '', file = ''] = path.split('/').slice(-2);
      return readFileSync(path, 'utf8') !== textOf(`${stage}/${file}`, Number(file.slice(1)));
    });
}

test('stages that are built side by side get each its own files', async () => {
  const files = Object.fromEntries(
    numbers.flatMap((stage) => SIZES.map((size) => [nameOf(stage, size), textOf(nameOf(stage, size), size)])),
  );
  const Dockerfile = [
    ...numbers.map((n) => `FROM scratch AS first${n}\nCOPY s${n} /s${n}/`),
    ...numbers.map((n) => `FROM scratch AS second${n}\nCOPY --from=first${n} / /copied/`),
    'FROM scratch',
    ...numbers.map((n) => `COPY --from=first${n} / /first/`),
    ...numbers.map((n) => `COPY --link --from=second${n} / /second/`),
    'COPY . /all/',
  ].join('\n');
  const context = shop.context({ ...files, '.dockerignore': 'Dockerfile\n.dockerignore', Dockerfile });
  const out = join(shop.directory, 'out');
  expect(await shop.strake(['build', '-o', out, context])).toMatchObject({ code: 0 });
  expect(readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length).toBe(
    3 * STAGES * SIZES.length,
  );
  expect(wrongIn(out)).toEqual([]);
});

test('a command that two builds want at once is run by one of them', async () => {
  const files = { Dockerfile: 'FROM busybox\nRUN cat /proc/sys/kernel/random/uuid > /made; sleep 2\n' };
  const build = (): Promise<Ran> => shop.strake(['build', ...shop.base, '-q', shop.context(files)]);
  const [first, second] = await Promise.all([build(), build()]);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sha256:/) });
  expect(second).toEqual(first);
});

test('a command that fails in one build is run by the other that waits for it', async () => {
  const files = { Dockerfile: 'FROM busybox\nRUN echo ran; sleep 1; exit 3\n' };
  const build = (): Promise<Ran> => shop.strake(['build', ...shop.base, '--progress', 'plain', shop.context(files)]);
  for (const { code, stderr } of await Promise.all([build(), build()])) {
    expect(code).toBe(1);
    expect(stderr).toMatch(/^#\d+ [\d.]+ ran$/m);
  }
});
