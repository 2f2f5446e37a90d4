import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFlag } from '../../src/lexer/flags.ts';

const PIECES = ['--', 'a', 'name', '=', ',', '"', "'", '\\', '`', ' ', '\t', '\u00a0', 'é', '😀', '\ud83d', '$x'];
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => `--${pieces.join('')}`);

test('a flag is read in one way, whether or not its places are asked for', () => {
  fc.assert(
    fc.property(texts, fc.constantFrom('\\', '`'), (text, escape) => {
      const mark = escape.charCodeAt(0);
      expect(readFlag(text, 0, text.length, mark)).toEqual(readFlag(text, 0, text.length, mark, []));
    }),
    { numRuns: 2000 },
  );
});
