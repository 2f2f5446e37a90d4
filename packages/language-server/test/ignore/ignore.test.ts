import { describe, expect, test } from 'vitest';
import { ignoreProblems } from '../../src/ignore/ignore-problems.ts';
import { completeIgnore, hoverIgnore, ignoreActions, ignoreTokens } from '../../src/ignore/ignore-services.ts';
import { createIgnoreState, type IgnoreState } from '../../src/ignore/ignore-state.ts';
import { TOKEN_TYPES } from '../../src/services/semantic-tokens/legend.ts';
import { fakeSources } from '../support/fake-sources.ts';

function stateOf(text: string): IgnoreState {
  return createIgnoreState({ uri: 'file:///project/.dockerignore', text });
}

describe('problems', () => {
  const check = ({ text, found }: { text: string; found: readonly string[] }): void => {
    expect(ignoreProblems(stateOf(text)).map(({ code, start, end }) => `${code} ${text.slice(start, end)}`)).toEqual(
      found,
    );
  };
  test.each([
    { name: 'none', text: '# all\n*\n!src\n/dist/\n**/*.log\n.git\n', found: [] },
    {
      name: 'a pattern as of a .gitignore',
      text: '*.log\n__pycache__/\n',
      found: ['gitignore-style *.log', 'gitignore-style __pycache__/'],
    },
    { name: 'an exception of nothing', text: '!a\nb\n', found: ['useless-exception a'] },
    { name: 'a lone exclamation mark', text: '!\n', found: ['empty-exception '] },
    { name: 'an open bracket', text: 'a[b\n', found: ['invalid-pattern a[b'] },
    { name: 'an escaped bracket', text: 'a\\[b\n', found: [] },
    {
      name: 'comments that are none',
      text: 'a # b\n  # c\n',
      found: ['trailing-comment a # b', 'indented-comment # c'],
    },
    { name: 'braces', text: '*.{a,b}\n', found: ['brace-pattern *.{a,b}'] },
    { name: 'outside', text: '../a\nb/../../c\n', found: ['outside-context ../a', 'outside-context b/../../c'] },
    { name: 'repeats', text: 'a\nb\n./a/\n', found: ['repeated-pattern ./a/'] },
    { name: 'a repeat behind an exception', text: 'a\n!a/b\na\n', found: [] },
    { name: 'CRLF and a byte order mark', text: '\uFEFF# c\r\na # b\r\n', found: ['trailing-comment a # b'] },
  ])('$name', check);
});

test('repairs write what is meant', () => {
  const state = stateOf('*.log\n');
  expect(ignoreActions(state, { start: 0, end: 0 })).toMatchObject([
    { title: 'Write **/*.log', edit: { changes: { [state.uri]: [{ newText: '**/*.log' }] } } },
  ]);
});

test.each([
  ['**/a', /any number of directories/],
  ['a', /Only at the root/],
  ['!a*', /Keeps[^]*any characters but/],
  ['a/', /slash at the end/],
])('hover explains %s', (text, says) => {
  expect(hoverIgnore(stateOf(text), 1)?.contents).toMatchObject({ value: expect.stringMatching(says) });
});

test('tokens tell comments, signs and wildcards', () => {
  const data = ignoreTokens(stateOf('# c\n!a/*.b\n'));
  const types = data.filter((_, index) => index % 5 === 3).map((type) => TOKEN_TYPES[type]);
  expect(types).toEqual(['comment', 'keyword', 'string', 'operator', 'string']);
});

test.each([
  ['', ['package.json', 'src', '**/node_modules']],
  ['!', ['src']],
  ['src/', ['main.ts']],
  ['*\n!src/', ['main.ts', 'lib']],
])('completes %j with paths', async (text, labels) => {
  const found = (await completeIgnore(stateOf(text), text.length, fakeSources)).map(({ label }) => label);
  expect(found).toEqual(expect.arrayContaining(labels));
});

test('completes nothing in a comment', async () => {
  expect(await completeIgnore(stateOf('# s'), 3, fakeSources)).toEqual([]);
});
