import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

test('what was used last is kept, also when it was made first', async () => {
  using shop = await openWorkshop();
  const [first, second] = [contextOf(shop, 1), contextOf(shop, 1)];
  const build = (context: string): Promise<string> => outputOf(shop, context);
  await build(first);
  age(join(shop.home, 'records/step'), '2020-01-01T00:00:00.000Z');
  await build(second);
  age(join(shop.home, 'records/step'), '2021-01-01T00:00:00.000Z');
  expect(await build(first)).toContain('CACHED');
  await shop.strake(['prune', '--keep-storage', '1500k']);
  expect(await build(first)).toContain('CACHED');
  expect(await build(second)).not.toContain('CACHED');
});

test('nothing is kept that is older than what goes, though it would fit', async () => {
  using shop = await openWorkshop();
  const [old, large, last] = [contextOf(shop, 0.1), contextOf(shop, 2), contextOf(shop, 0.1)];
  for (const [i, context] of [old, large, last].entries()) {
    await outputOf(shop, context);
    age(join(shop.home, 'records/step'), `201${i}-01-01T00:00:00.000Z`);
  }
  await shop.strake(['prune', '--keep-storage', '1500k']);
  expect(await outputOf(shop, last)).toContain('CACHED');
  expect(await outputOf(shop, large)).not.toContain('CACHED');
  expect(await outputOf(shop, old)).not.toContain('CACHED');
});

/** A context of one file of so many megabytes. */
function contextOf(shop: Workshop, megabytes: number): string {
  const f = randomBytes(megabytes * 512 * 1024).toString('hex');
  return shop.context({ Dockerfile: 'FROM scratch\nCOPY f /f\n', f });
}

async function outputOf(shop: Workshop, context: string): Promise<string> {
  return (await shop.strake(['build', '--progress=plain', '-o', 'type=cacheonly', context])).stderr;
}

/** Dates the records that have no old date yet. */
function age(records: string, date: string): void {
  for (const name of readdirSync(records)) {
    const record = JSON.parse(readFileSync(join(records, name), 'utf8'));
    if (record.created < '2022') continue;
    writeFileSync(join(records, name), JSON.stringify({ ...record, created: date }));
  }
}
