import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineTable } from '../src/index.ts';

test('positions agree with counting line breaks', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é') }), fc.nat(), (text, n) => {
      const offset = n % (text.length + 1);
      const before = text.slice(0, offset).split('\n');
      expect(lineTable(text).positionAt(offset)).toEqual({
        line: before.length - 1,
        character: before.at(-1)?.length,
        offset,
      });
    }),
  );
});
