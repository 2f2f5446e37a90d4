import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expand, expandWords, format, parse } from '../src/index.ts';
import { layOutFile } from '../src/format/layout-file.ts';
import { meaningOf } from '../src/format/meaning.ts';
import { readFixtures } from './support/fixtures.ts';
import { brokenInvariants } from './support/invariants.ts';
import { createRandom, FRAGMENTS, mutate } from './support/mutate.ts';

const fixtures = [...readFixtures('fixtures').values()];
const soup = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'grapheme', maxLength: 4 })))
  .map((parts) => parts.join(''));
const mutant = fc
  .tuple(fc.constantFrom(...fixtures), fc.integer())
  .map(([text, seed]) => mutate(text, fixtures, createRandom(seed)));
const prefix = fc
  .tuple(fc.constantFrom(...fixtures), fc.nat())
  .map(([text, n]) => text.slice(0, n % (text.length + 1)));

describe('every text', () => {
  it.each([...readFixtures('fixtures'), ...readFixtures('fixtures/found')])('holds all invariants: %s', (_, text) => {
    expect(brokenInvariants(text)).toEqual([]);
  });

  it.each([
    ['made of fragments', soup],
    ['a fixture with changes', mutant],
    ['a fixture cut off', prefix],
  ])('holds all invariants: %s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => brokenInvariants(text).length === 0),
      { numRuns: 300 },
    );
  });
});

describe('format', () => {
  it('keeps what a file means without its safety net', () => {
    for (const text of fixtures) {
      const result = parse(text);
      const formatted = layOutFile(result, {});
      expect(meaningOf(parse(formatted))).toBe(meaningOf(result));
    }
  });

  it('keeps what a file means, with any options', () => {
    const options = fc.record({
      keywordCase: fc.constantFrom('upper' as const, 'lower' as const, 'keep' as const),
      indent: fc.nat(8),
      blankLines: fc.nat(3),
    });
    fc.assert(
      fc.property(mutant, options, (text, given) => {
        const formatted = format(text, given);
        return meaningOf(parse(formatted)) === meaningOf(parse(text)) && format(formatted, given) === formatted;
      }),
      { numRuns: 300 },
    );
  });
});

describe('expand', () => {
  const words = fc
    .array(
      fc.oneof(
        fc.constantFrom('$a', '${a', '${b:-', '${c#', '${a/', '/', '}', '"', "'", '\\', '*', '?', ' ', 'x'),
        fc.string({ maxLength: 2 }),
      ),
    )
    .map((parts) => parts.join(''));
  const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.string());

  it('never throws, and its pieces are its value', () => {
    fc.assert(
      fc.property(words, values, fc.boolean(), (text, env, raw) => {
        const { value, pieces } = expand(text, { get: (name) => env[name] }, { raw });
        expandWords(text, { get: (name) => env[name] });
        return pieces.map((piece) => value.slice(piece.start, piece.end)).join('') === value;
      }),
    );
  });
});
