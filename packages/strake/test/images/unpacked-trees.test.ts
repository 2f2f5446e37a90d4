import { expect, test } from 'vitest';
import { unpackedTrees } from '../../src/images/unpacked-trees.ts';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];

test.each([
  { name: 'a layer', trees: { [`identity/${A}`]: 10 }, layers: { [A]: 10 } },
  {
    name: 'a layer with what belongs to it, under two mappings',
    trees: { [`identity/${A}`]: 10, [`identity/${A}.owners`]: 2, [`100-200/${A}`]: 20 },
    layers: { [A]: 32 },
  },
  {
    name: 'roots of several drivers',
    trees: { [`identity-roots/${A}`]: 10, [`roots/${B}`]: 3, [`identity/${B}`]: 1 },
    layers: { [B]: 1 },
    roots: 13,
  },
  { name: 'what is in the making', trees: { [`identity/${A}.1-2.0`]: 10, 'identity/fresh': 4 }, layers: {}, rest: 14 },
])('$name is known by its name', ({ trees, layers, roots = 0, rest = 0 }) => {
  const total = 105 + Object.values(trees).reduce((sum, bytes) => sum + bytes, 0);
  const found = unpackedTrees({ total, trees, caches: [{ used: 1, bytes: 100 }] });
  const known = Object.fromEntries(Object.entries(layers).map(([hex, bytes]) => [`sha256:${hex}`, bytes]));
  expect({ ...found, layers: Object.fromEntries(found.layers) }).toEqual({ layers: known, roots, rest: rest + 5 });
});
