import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPackedEntries, type PackableEntry } from '../../src/source/packed-entries.ts';

const entry = fc.record(
  {
    type: fc.constantFrom('file', 'directory', 'symlink'),
    path: fc.string({ unit: 'binary' }),
    mode: fc.nat(0o7777),
    uid: fc.nat(),
    gid: fc.nat(),
    mtime: fc.maxSafeInteger(),
    mtimeNs: fc.nat(),
    target: fc.string(),
    size: fc.maxSafeNat(),
    runs: fc.array(fc.maxSafeNat()),
    xattrs: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
  },
  { requiredKeys: ['type', 'path', 'mode', 'uid', 'gid', 'mtime'] },
);

test('entries come as they were added, however many', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), fc.integer({ min: 1, max: 300 }), (few, times) => {
      const added: readonly PackableEntry[] = Array.from({ length: times }, () => few).flat();
      const packed = createPackedEntries<PackableEntry>();
      for (const one of added) packed.add(one);
      expect([...packed.take()]).toEqual(added);
      expect([...packed.take()]).toEqual([]);
    }),
  );
});

test('half a surrogate pair, as names that are no UTF-8 have', () => {
  const packed = createPackedEntries<PackableEntry>();
  const odd = { type: 'file', path: '\udcff', mode: 0, uid: 0, gid: 0, mtime: -1 };
  for (let i = 0; i < 1500; i++) packed.add(odd);
  expect(new Set([...packed.take()].map(({ path }) => path))).toEqual(new Set(['\udcff']));
});
