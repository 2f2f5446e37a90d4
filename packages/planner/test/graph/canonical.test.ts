import { assert, dictionary, jsonValue, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../src/graph/canonical.ts';

describe('canonical', () => {
  const cases: readonly (readonly [name: string, value: unknown, text: string])[] = [
    ['keys are sorted', { b: 1, a: { d: [], c: null } }, '{"a":{"c":null,"d":[]},"b":1}'],
    ['undefined fields are left out', { a: undefined, b: true }, '{"b":true}'],
    ['lone surrogates are escaped', '\ud800', '"\\ud800"'],
    ['lists keep their order', [2, 1, ['x']], '[2,1,["x"]]'],
    ['a field named __proto__ is a field', JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
  ];
  test.each(cases)('%s', (_, value, text) => expect(canonical(value)).toBe(text));

  test.each([Number.NaN, Number.POSITIVE_INFINITY, () => 1, 1n])('%s has no canonical form', (value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });

  test('is JSON of the same value', () => {
    assert(
      property(jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('does not depend on the order in which fields were set', () => {
    const object = dictionary(string(), jsonValue());
    assert(
      property(object, (fields) => {
        const reversed = Object.fromEntries(Object.entries(fields).toReversed());
        expect(canonical(reversed)).toBe(canonical(fields));
      }),
    );
  });
});
