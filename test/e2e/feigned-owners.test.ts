import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

test('steps with feigned owners are found by such builds only', async () => {
  const context = shop.context({ Dockerfile: 'FROM busybox\nRUN touch /x && chown 0:0 /x\n' });
  const cached = async (driver: string): Promise<boolean> => {
    const ran = await shop.strake(['build', ...shop.base, '--driver', driver, '--progress', 'plain', context]);
    expect(ran.code).toBe(0);
    return /^#\d+ CACHED$/m.test(ran.stderr);
  };
  expect(await cached('single-uid')).toBe(false);
  expect(await cached('unshare')).toBe(false);
  expect(await cached('single-uid')).toBe(true);
  expect(await cached('unshare')).toBe(true);
});
