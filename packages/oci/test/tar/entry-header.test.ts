import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsPlain, paxRecords } from '../../src/tar/entry-header.ts';
import type { TarEntryToWrite } from '../../src/tar/tar-entry.ts';

const near = (...edges: readonly number[]): fc.Arbitrary<number> =>
  fc.oneof(...edges.flatMap((edge) => [-1, 0, 1].map((off) => fc.constant(Math.max(0, edge + off)))));
const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  near(99, 100, 155, 255).map((length) => 'x'.repeat(length || 1)),
  fc.tuple(near(99, 155), near(99)).map(([a, b]) => `${'a'.repeat(a || 1)}/${'b'.repeat(b || 1)}`),
);
const meta = fc.record(
  {
    path: name,
    mode: fc.constant(0o644),
    uid: near(0, 8 ** 6),
    gid: near(0, 8 ** 6),
    mtime: fc.oneof(near(0, 8 ** 11), fc.constant(-1)),
    mtimeNs: near(0),
    xattrs: fc.constant({ 'user.a': 'b' }),
  },
  { requiredKeys: ['path', 'mode', 'uid', 'gid', 'mtime'] },
);
const entry: fc.Arbitrary<TarEntryToWrite> = fc.oneof(
  fc.tuple(meta, near(0, 8 ** 11)).map(([of, size]) => ({ ...of, type: 'file' as const, size })),
  fc.tuple(meta, name).map(([of, target]) => ({ ...of, type: 'symlink' as const, target })),
  meta.map((of) => ({ ...of, type: 'directory' as const })),
);

test('an entry fits a plain header where no extended record says more', () => {
  fc.assert(
    fc.property(entry, (given) => {
      expect(fitsPlain(given)).toBe(paxRecords(given).length === 0);
    }),
    { numRuns: 3000 },
  );
});
