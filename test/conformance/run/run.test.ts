import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from '../../e2e/support/strake.ts';
import { RUN_CASES } from './cases.ts';
import { MIXED_RUN_CASES } from './mixed-cases.ts';
import { MOUNT_RUN_CASES } from './mount-cases.ts';
import { ODD_RUN_CASES } from './odd-cases.ts';
import { RARE_RUN_CASES } from './rare-cases.ts';
import { outcomeOf, type RunOutcome } from './outcome.ts';

const EXPECTED = JSON.parse(readFileSync(join(import.meta.dirname, 'expected.json'), 'utf8')) as Readonly<
  Record<string, RunOutcome>
>;

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const CASES = [...RUN_CASES, ...ODD_RUN_CASES, ...RARE_RUN_CASES, ...MIXED_RUN_CASES, ...MOUNT_RUN_CASES];

test.concurrent.each(CASES)('$name', async ({ name, dockerfile, files = {}, flags = [] }) => {
  const context = shop.context({ Dockerfile: `FROM busybox\n${dockerfile}\n`, ...files });
  const args = ['build', ...shop.base, '--no-cache', '--progress', 'plain', ...flags, context];
  const { code, stderr } = await shop.strake(args);
  expect(outcomeOf(stderr, code !== 0)).toEqual(EXPECTED[name]);
});

test('every expectation has its case', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(CASES.map(({ name }) => name).sort());
});
