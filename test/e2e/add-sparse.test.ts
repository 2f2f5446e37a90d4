import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

/** Size, and what stands where. */
const FILES: Readonly<Record<string, readonly [size: number, parts: Readonly<Record<number, string>>]>> = {
  'holes and data': [5_000_000, { 0: 'head', 1_048_576: 'middle', 4_000_000: 'near the end' }],
  'all hole': [3_000_000, {}],
  'many parts': [3_900_000, Object.fromEntries(Array.from({ length: 59 }, (_, i) => [i * 65_536, `part ${i}`]))],
};

function writeSparse(path: string, size: number, parts: Readonly<Record<number, string>>): void {
  const file = openSync(path, 'w');
  for (const [at, text] of Object.entries(parts)) writeSync(file, text, Number(at));
  ftruncateSync(file, size);
  closeSync(file);
}

/** Builds with an archive that `tar` packs of the files: as the context, or of what it adds. */
async function build(
  way: 'ADD' | 'context',
  options: readonly string[],
): Promise<{ readonly code: number; readonly said: string; same(): void }> {
  const source = shop.context({ plain: 'plain', Dockerfile: 'FROM scratch\nCOPY . /in/\n' });
  for (const [name, [size, parts]] of Object.entries(FILES)) writeSparse(join(source, name), size, parts);
  const context = shop.context({ Dockerfile: 'FROM scratch\nADD a.tar /in/\n' });
  const archive = join(context, 'a.tar');
  spawnSync('tar', ['--sparse', ...options, '-C', source, '-cf', archive, '.']);
  const dest = join(context, 'out');
  const { code, stderr } = await shop.strake(['build', '-o', dest, way === 'ADD' ? context : archive]);
  const same = (): void => {
    const equal = (name: string): boolean =>
      readFileSync(join(dest, 'in', name)).equals(readFileSync(join(source, name)));
    expect([...Object.keys(FILES), 'plain'].filter((name) => !equal(name))).toEqual([]);
  };
  return { code, said: stderr, same };
}

test.each([
  ['ADD', '0.0'],
  ['ADD', '0.1'],
  ['ADD', '1.0'],
  ['context', '0.0'],
  ['context', '0.1'],
  ['context', '1.0'],
] as const)('%s: sparse files of format %s are unpacked as GNU tar packed them', async (way, version) => {
  const { code, same } = await build(way, ['--format=posix', `--sparse-version=${version}`]);
  expect(code).toBe(0);
  same();
});

test.each([
  ['ADD', 1],
  ['context', 4],
] as const)("%s: GNU tar's old sparse files are refused, as Docker does", async (way, exit) => {
  const { code, said } = await build(way, ['--format=gnu']);
  expect(code).toBe(exit);
  expect(said).toContain('entries of type "S" are not supported');
});
