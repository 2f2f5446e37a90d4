import { expect, test } from 'vitest';
import { treeMemory } from '../../src/node/tree-memory.ts';

const ONE = `sha256:${'01'.repeat(32)}` as const;
const TWO = `sha256:${'02'.repeat(32)}` as const;

function copyOf(memory: ReturnType<typeof treeMemory>): ReturnType<typeof treeMemory> {
  return treeMemory(JSON.parse(JSON.stringify(memory.encode() ?? null)));
}

test('what was learnt is found again, by what was seen and by name, also after encoding', () => {
  const memory = treeMemory();
  memory.learn('all', 'seen', 'a', ONE);
  memory.learn('all', 'seen', 'b', TWO);
  for (const known of [memory, copyOf(memory)]) {
    expect([known.knows('all'), known.knows('some')]).toEqual([true, false]);
    expect([known.find('all', 'seen', 'a'), known.find('all', 'seen', 'b')]).toEqual([ONE, TWO]);
    expect(known.find('all', 'other', 'a')).toBeUndefined();
    expect(known.find('some', 'seen', 'a')).toBeUndefined();
    expect(known.find('all', 'seen', 'c')).toBeUndefined();
  }
});

test('what was seen before is forgotten', () => {
  const memory = treeMemory();
  memory.learn('all', 'before', 'a', ONE);
  memory.learn('all', 'now', 'b', TWO);
  expect([memory.find('all', 'before', 'a'), memory.find('all', 'now', 'a')]).toEqual([undefined, undefined]);
  expect(memory.find('all', 'now', 'b')).toBe(TWO);
});

test('the oldest go when there are too many', () => {
  const memory = treeMemory();
  for (let i = 0; i < 20; i++) memory.learn(`selection ${i}`, 'seen', 'a', ONE);
  for (let i = 0; i < 100; i++) memory.learn('selection 19', 'seen', `name ${i}`, ONE);
  const copy = copyOf(memory);
  expect([copy.knows('selection 3'), copy.knows('selection 4')]).toEqual([false, true]);
  expect([copy.find('selection 19', 'seen', 'name 35'), copy.find('selection 19', 'seen', 'name 36')]).toEqual([
    undefined,
    ONE,
  ]);
});

test('there is nothing to write when nothing was learnt', () => {
  const memory = treeMemory();
  expect(memory.encode()).toBeUndefined();
  memory.learn('all', 'seen', 'a', ONE);
  expect(memory.encode()).toBeDefined();
  expect(memory.encode()).toBeUndefined();
});

test.each([
  undefined,
  null,
  7,
  {},
  { version: 2, trees: [{ selection: 's', seen: 's', digests: [] }] },
  { version: 1, trees: 7 },
  { version: 1, trees: [null, 7, { selection: 7, seen: 's', digests: [] }, { selection: 's' }] },
])('%j is an empty memory', (encoded) => {
  const memory = treeMemory(encoded);
  expect(memory.knows('s')).toBe(false);
  memory.learn('s', 'seen', 'a', ONE);
  expect(memory.find('s', 'seen', 'a')).toBe(ONE);
});

test('what is no digest is none', () => {
  const { trees } = treeMemoryWith('all').encode() as { trees: readonly Record<string, unknown>[] };
  const bad = trees.map((tree) => ({
    ...tree,
    digests: (tree['digests'] as [string, string][]).map(([n]) => [n, 'x']),
  }));
  expect(treeMemory({ version: 1, trees: bad }).find('all', 'seen', 'a')).toBeUndefined();
});

function treeMemoryWith(selection: string): ReturnType<typeof treeMemory> {
  const memory = treeMemory();
  memory.learn(selection, 'seen', 'a', ONE);
  return memory;
}
