import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFileWindow } from '../../../src/store/node/window.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const BYTES = new Uint8Array(900_000).map((_, i) => (i * 7) % 251);

const fresh = temporaryDirectory();

test('gives pieces of files, in any order, that stay what they are', () => {
  const directory = fresh();
  const files = ['a', 'b'].map((name) => join(directory, name));
  const contents = [BYTES, BYTES.toReversed()];
  mkdirSync(directory, { recursive: true });
  files.forEach((file, i) => writeFileSync(file, contents[i] ?? ''));
  const window = createFileWindow();
  const piece = fc.tuple(fc.nat(1), fc.nat(899_999), fc.oneof(fc.nat(3000), fc.nat(300_000)));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const given = pieces.map(([which, start, size]) => window.read(files[which] ?? '', start, start + size));
      for (const [i, [which, start, size]] of pieces.entries()) {
        const found = given[i];
        const wanted = contents[which]?.subarray(start, start + size) ?? new Uint8Array();
        if (size > 256 * 1024 || wanted.byteLength < size) expect(found).toBeUndefined();
        else expect(Buffer.compare(found as Uint8Array, wanted)).toBe(0);
      }
    }),
    { numRuns: 200 },
  );
});

test('has nothing of a file that is not there', () => {
  expect(createFileWindow().read('/nowhere/at/all', 0, 1)).toBeUndefined();
});

test('has right what it gave last, where its memory is used again', () => {
  const directory = fresh();
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'a');
  writeFileSync(file, BYTES);
  const window = createFileWindow({ reuse: true });
  for (const start of [0, 100, 262_000, 600_000, 1, 899_000]) {
    const found = window.read(file, start, start + 1000);
    expect(Buffer.compare(found as Uint8Array, BYTES.subarray(start, start + 1000))).toBe(0);
  }
  expect(window.read(file, 899_001, 900_001)).toBeUndefined();
  expect(window.read(join(directory, 'b'), 0, 1)).toBeUndefined();
  expect(Buffer.compare(window.read(file, 0, 9) as Uint8Array, BYTES.subarray(0, 9))).toBe(0);
});
