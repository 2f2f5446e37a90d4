import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainIgnore, ignoreDirectory, ignoreFilter, parseIgnoreFile, parseIgnorePatterns } from '../../src/index.ts';
import { compileExpression } from '../../src/ignore/expression.ts';
import { expressionOf } from '../../src/ignore/expression-source.ts';
import { cleanPath, trimSpace } from '../../src/ignore/go-path.ts';
import { type CompiledPattern, compilePattern } from '../../src/ignore/pattern.ts';

function enters(text: string, directory: string): boolean {
  let state = ignoreDirectory(parseIgnoreFile(text).rules);
  for (const name of directory.split('/')) {
    if (!state.keepsSome) return false;
    state = state.enter(name);
  }
  return state.keepsSome;
}

describe('a directory is entered only if something in it can be kept', () => {
  test.each<[string, string, boolean]>([
    ['node_modules', 'node_modules', false],
    ['node_modules', 'src', true],
    ['**/node_modules', 'a/b/node_modules', false],
    ['*\n!src', 'node_modules', false],
    ['*\n!src', 'src', true],
    ['*\n!src/a/b.ts', 'src', true],
    ['*\n!src/a/b.ts', 'src/a', true],
    ['*\n!src/a/b.ts', 'src/b', false],
    ['*\n!*/package.json', 'a', true],
    ['*\n!*/package.json', 'a/b', false],
    ['*\n!src/**/*.ts', 'src/a/b/c', true],
    ['*\n!src/**/*.ts', 'lib', false],
    ['*\n!**/*.ts', 'any/where', true],
    ['!src/x\nsrc', 'src', false],
    ['src\n!src/x\nsrc', 'src', true],
    ['src\n!src/x\nsrc/**', 'src', true],
    ['src/**\n!src/x', 'src/y', false],
    ['*\n!a[12]/x', 'a1', true],
    ['*\n!a[12]/x', 'a3', false],
    ['*\n!a[^1]/x', 'a3', true],
    ['*\n!a[^1]/x', 'b', false],
    ['*\n!src**x', 'src', true],
    ['*\n!src**x', 'lib', false],
    ['a/*\n!a/b/c', 'a/b', true],
    ['a/*\n!a/b/c', 'a/c', false],
  ])('%j: %s is entered: %s', (text, directory, expected) => {
    expect(enters(text, directory)).toBe(expected);
  });
});

describe('explainIgnore', () => {
  test.each<[string, string, boolean, number | undefined, string | undefined]>([
    ['a\nb', 'c', false, undefined, undefined],
    ['# no\na\nb', 'b', true, 2, 'b'],
    ['a\n!a/b', 'a/b/c', false, 1, 'a/b'],
    ['a\n!a/b', 'a/c', true, 0, 'a'],
    ['*\n!src', 'src/x/y', false, 1, 'src'],
    ['**/*.log\n!a', 'a/x.log', true, 0, 'a/x.log'],
  ])('%j on %s', (text, path, ignored, line, matched) => {
    const verdict = explainIgnore(parseIgnoreFile(text).rules, path);
    expect(verdict.ignored).toBe(ignored);
    expect(verdict.rule?.line).toBe(line);
    expect(verdict.matched).toBe(matched);
  });
});

test('a bad pattern has its place; the others still count', () => {
  const { rules, diagnostics } = parseIgnoreFile('a\n   b[\n!\nc');
  expect(rules.map((rule) => [rule.line, rule.text])).toEqual([
    [0, 'a'],
    [3, 'c'],
  ]);
  expect(
    diagnostics.map(({ message, range }) => [message, range.start.line, range.start.character, range.end.character]),
  ).toEqual([
    ['syntax error in pattern', 1, 3, 5],
    ['illegal exclusion pattern: "!"', 2, 0, 1],
  ]);
  expect(parseIgnoreFile(`${'x'.repeat(70_000)}\n`).diagnostics).toHaveLength(1);
});

test('patterns that come one by one have no comments, and keep a leading slash', () => {
  const ignores = ignoreFilter(parseIgnorePatterns(['#a', ' b/ ', '/c', '!b/x', '']).rules);
  expect(['#a', 'b', 'b/y', 'b/x', 'c'].map(ignores)).toEqual([true, true, true, false, false]);
  expect(parseIgnorePatterns(['[']).diagnostics).toHaveLength(1);
});

test.each([
  ['', '.'],
  ['.', '.'],
  ['/', '/'],
  ['a//b/./c/', 'a/b/c'],
  ['a/../..', '..'],
  ['../../a', '../../a'],
  ['/../a', '/a'],
])('cleanPath(%j) is %j', (path, clean) => {
  expect(cleanPath(path)).toBe(clean);
});

test('trimSpace takes the white space that Go knows', () => {
  expect(trimSpace('\u0085\u00a0\u2003\t x y\u3000\r\n')).toBe('x y');
  expect(trimSpace('\ufeffx\u200b')).toBe('\ufeffx\u200b');
});

const piece = fc.constantFrom(
  'a',
  'b',
  'ab',
  '*',
  '**',
  '?',
  '/',
  '.',
  '[ab]',
  '[a-c]',
  '\u{1f480}',
  '\udc80',
  '+',
  ' ',
  '{',
  '-',
);
const pattern = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => cleanPath(pieces.join('')));
const name = fc.array(fc.constantFrom('a', 'b', 'c', '.', '\u{1f480}', '\udc80', '\n', '+', ' ', '{'), {
  minLength: 1,
  maxLength: 4,
});
const path = fc.array(
  name.map((parts) => parts.join('')),
  { minLength: 1, maxLength: 4 },
);

function matches(compiled: CompiledPattern, names: readonly string[]): boolean | string {
  if (compiled.kind === 'invalid') return compiled.reason;
  let state = compiled.start;
  for (const name of names.slice(0, -1)) state = state?.enter(name);
  return state?.matches(names.at(-1) ?? '') ?? false;
}

test('segments and ignore match what the expression matches', () => {
  const same = fc.property(pattern, path, (text, names) => {
    fc.pre(!text.startsWith('/') && !text.startsWith('.'));
    return matches(compilePattern(text), names) === matches(compileExpression(expressionOf(text).source), names);
  });
  expect(() => fc.assert(same, { numRuns: 5000, examples: [['**/{', ['{']]] })).not.toThrow();
});

test.each([
  '**/'.repeat(30),
  '*a'.repeat(100),
  '**a'.repeat(100),
  '[ab]*'.repeat(100),
  'a{0,9}*'.repeat(50),
  '?*'.repeat(120),
])('%s takes no exponential time', (hostile) => {
  const compiled = compilePattern(cleanPath(`${hostile}/x`));
  expect(matches(compiled, ['a'.repeat(250), 'a'.repeat(250)])).toBe(false);
});

test('no text makes the rules throw', () => {
  const text = fc
    .array(fc.oneof(piece, fc.string({ unit: 'binary' }), fc.constantFrom('\\', '!', '#', '\n', '|', '{2}', '^', ']')))
    .map((parts) => parts.join(''));
  const total = fc.property(text, path, (ignoreText, names) => {
    const { rules, diagnostics } = parseIgnoreFile(ignoreText);
    explainIgnore(rules, names.join('/'));
    return diagnostics.every(({ message }) => message !== '');
  });
  expect(() => fc.assert(total, { numRuns: 2000 })).not.toThrow();
});
