import { chmodSync, lstatSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createMemoryRecords, type RecordStore } from '@strake/oci';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DigestTable, digestTable, type EncodedTable } from '../../src/node/digest-table.ts';
import { stampOf } from '../../src/node/file-stamp.ts';
import { directoryContext } from '../../src/node.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const word = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const time = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n });
const stamp = fc.record({
  dev: word,
  ino: fc.bigInt({ min: 0n, max: 2n ** 52n }),
  size: word,
  mtimeNs: time,
  ctimeNs: time,
});
const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}` as const);
const LATE = 2n ** 61n;
const MINUTE = 60_000_000_000n;
const A = { dev: 1n, ino: 2n, size: 3n, mtimeNs: MINUTE, ctimeNs: MINUTE };
const DIGEST = `sha256:${'0f'.repeat(32)}` as const;

function copyOf(table: DigestTable): DigestTable {
  return digestTable(JSON.parse(JSON.stringify(table.encode() ?? {})) as EncodedTable);
}

test('what was learnt is found again, also after encoding', () => {
  const learning = fc.property(fc.uniqueArray(fc.tuple(stamp, digest), { selector: ([{ ino }]) => ino }), (rows) => {
    const table = digestTable();
    for (const [row, value] of rows) table.learn(row, value, LATE);
    const copy = copyOf(table);
    return rows.every(([row, value]) => table.find(row) === value && copy.find(row) === value);
  });
  expect(() => fc.assert(learning)).not.toThrow();
});

test.each(['dev', 'ino', 'size', 'mtimeNs', 'ctimeNs'] as const)('another %s is another file', (field) => {
  const table = digestTable();
  table.learn(A, DIGEST, LATE);
  const copy = copyOf(table);
  expect(copy.find(A)).toBe(DIGEST);
  expect(copy.find({ ...A, [field]: A[field] + 1n })).toBeUndefined();
  expect(table.find({ ...A, [field]: A[field] + 1n })).toBeUndefined();
});

test.each([
  ['changed just before', { ...A, ctimeNs: 100n * MINUTE - 1_900_000_000n }, false],
  ['changed three seconds before', { ...A, ctimeNs: 100n * MINUTE - 3_000_000_000n }, true],
  ['changed in the future', { ...A, ctimeNs: 101n * MINUTE }, false],
  ['dated just before', { ...A, mtimeNs: 100n * MINUTE }, false],
])('a file %s is remembered: %o', (_, file, remembered) => {
  const table = digestTable();
  table.learn(file, DIGEST, 100n * MINUTE);
  expect(table.find(file) !== undefined).toBe(remembered);
});

test('there is nothing to write when nothing was learnt', () => {
  const table = digestTable();
  expect(table.encode()).toBeUndefined();
  table.learn(A, DIGEST, LATE);
  const copy = copyOf(table);
  expect([table.encode(), copy.encode()]).toEqual([undefined, undefined]);
});

test.each([
  undefined,
  null,
  1,
  'x',
  {},
  { version: 2, rows: '' },
  { version: 1, rows: 7 },
  { version: 1, rows: 'AAAA' },
])('%j is an empty table', (encoded) => {
  const table = digestTable({ rows: encoded, news: encoded });
  expect(table.find(A)).toBeUndefined();
  table.learn(A, DIGEST, LATE);
  expect(table.find(A)).toBe(DIGEST);
});

test('a new row replaces the old one of the same inode', () => {
  const table = digestTable();
  table.learn(A, DIGEST, LATE);
  const next = copyOf(table);
  const newer = { ...A, size: 9n };
  next.learn(newer, `sha256:${'aa'.repeat(32)}`, LATE);
  const last = copyOf(next);
  expect([last.find(A), last.find(newer)]).toEqual([undefined, `sha256:${'aa'.repeat(32)}`]);
});

describe('of many files', () => {
  const MANY = 5000;
  const stampOfFile = (i: number, size: bigint): typeof A => ({ ...A, ino: BigInt(i), size });
  const digestOfFile = (i: number): `sha256:${string}` => `sha256:${i.toString(16).padStart(64, '0')}`;

  function learn(table: DigestTable, count: number, size: bigint): void {
    for (let i = 0; i < count; i++) table.learn(stampOfFile(i, size), digestOfFile(i), LATE);
  }

  test('those that were learnt since are kept apart until they are too many', () => {
    const first = digestTable();
    learn(first, MANY, 1n);
    const rows = first.encode();
    expect(rows).not.toHaveProperty('news');
    const second = digestTable(rows);
    learn(second, 5, 2n);
    const news = second.encode();
    expect(news).not.toHaveProperty('rows');
    const third = digestTable({ ...rows, ...news });
    expect(third.find(stampOfFile(4, 2n))).toBe(digestOfFile(4));
    expect(third.find(stampOfFile(5, 1n))).toBe(digestOfFile(5));
    learn(third, 3, 3n);
    expect(third.encode(), 'five, of which three again').not.toHaveProperty('rows');
    learn(third, 1000, 4n);
    const whole = third.encode();
    expect(whole).toMatchObject({ news: null, rows: expect.anything() as unknown });
    const last = digestTable(whole);
    expect([last.find(stampOfFile(999, 4n)), last.find(stampOfFile(1000, 1n))]).toEqual([
      digestOfFile(999),
      digestOfFile(1000),
    ]);
  });
});

describe('between builds', () => {
  const ALL = [{ path: '', wildcard: false }];
  const PLANTED = `sha256:${'ab'.repeat(32)}` as const;

  async function digestOf(root: string, records: RecordStore): Promise<string> {
    const context = directoryContext(root, { records });
    const digest = await (await context.load(ALL)).digestOf('f');
    await context.saveDigests();
    return digest;
  }

  /** Gives the file of the only record a digest that nobody gets by reading it. */
  async function plant(root: string, records: RecordStore): Promise<void> {
    const table = digestTable();
    table.learn(stampOf(lstatSync(join(root, 'f'), { bigint: true })), PLANTED, LATE);
    for await (const key of records.list('context-digests'))
      await records.put('context-digests', key, table.encode()?.rows);
  }

  test('a file is read once, until it changes', async () => {
    const root = temporaryDirectory({ f: 'x' });
    const records = createMemoryRecords();
    await setTimeout(2100);
    const digest = await digestOf(root, records);
    await plant(root, records);
    expect(await digestOf(root, records)).toBe(PLANTED);
    chmodSync(join(root, 'f'), 0o600);
    expect(await digestOf(root, records)).toBe(digest);
  });

  test('an edit right after the build is seen, even if it keeps size and time', async () => {
    const root = temporaryDirectory({ f: 'one' });
    const records = createMemoryRecords();
    const digest = await digestOf(root, records);
    writeFileSync(join(root, 'f'), 'two');
    utimesSync(join(root, 'f'), 0, 0);
    expect(await digestOf(root, records)).not.toBe(digest);
  });
});
