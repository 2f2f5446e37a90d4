import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkshop } from './support/strake.ts';

test('what was used last is kept, also when it was made first', async () => {
  using shop = await openWorkshop();
  const megabyte = (): string => randomBytes(512 * 1024).toString('hex');
  const contexts = [1, 2].map(() => shop.context({ Dockerfile: 'FROM scratch\nCOPY f /f\n', f: megabyte() }));
  const [first = '', second = ''] = contexts;
  const build = async (context: string): Promise<string> =>
    (await shop.strake(['build', '--progress=plain', '-o', 'type=cacheonly', context])).stderr;
  await build(first);
  age(join(shop.home, 'records/step'), '2020-01-01T00:00:00.000Z');
  await build(second);
  age(join(shop.home, 'records/step'), '2021-01-01T00:00:00.000Z');
  expect(await build(first)).toContain('CACHED');
  await shop.strake(['prune', '--keep-storage', '1500k']);
  expect(await build(first)).toContain('CACHED');
  expect(await build(second)).not.toContain('CACHED');
});

/** Dates the records that have no old date yet. */
function age(records: string, date: string): void {
  for (const name of readdirSync(records)) {
    const record = JSON.parse(readFileSync(join(records, name), 'utf8'));
    if (record.created < '2022') continue;
    writeFileSync(join(records, name), JSON.stringify({ ...record, created: date }));
  }
}
