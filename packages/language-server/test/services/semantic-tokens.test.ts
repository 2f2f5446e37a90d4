import { describe, expect, test } from 'vitest';
import { createDocumentState } from '../../src/document/document-state.ts';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../../src/services/semantic-tokens/legend.ts';
import {
  semanticTokens,
  semanticTokensEdits,
  semanticTokensInRange,
} from '../../src/services/semantic-tokens/semantic-tokens.ts';

function decoded(text: string, data: readonly number[]): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  const found: string[] = [];
  let line = 0;
  let start = 0;
  for (let i = 0; i < data.length; i += 5) {
    const [lineDelta = 0, startDelta = 0, length = 0, type = 0, bits = 0] = data.slice(i, i + 5);
    line += lineDelta;
    start = lineDelta === 0 ? start + startDelta : startDelta;
    const modifiers = TOKEN_MODIFIERS.filter((_, index) => (bits >> index) & 1);
    const name = [TOKEN_TYPES[type] ?? '?', ...modifiers].join('.');
    found.push(`${name} ${lines[line]?.slice(start, start + length) ?? ''}`);
  }
  return found;
}

describe('tokens of', () => {
  const check = ({ text, tokens }: { text: string; tokens: readonly string[] }): void => {
    expect(decoded(text, semanticTokens(createDocumentState({ uri: 'file:///x', text })))).toEqual(tokens);
  };
  test.each([
    {
      name: 'stages and images',
      text: '# syntax=x\nFROM --platform=$BUILDPLATFORM alpine AS base\nCOPY --from=base a /b\n',
      tokens: [
        'macro # syntax=x',
        'keyword FROM',
        'parameter --platform',
        'operator =',
        'variable.readonly.defaultLibrary $BUILDPLATFORM',
        'namespace alpine',
        'keyword AS',
        'class.declaration base',
        'keyword COPY',
        'parameter --from',
        'operator =',
        'class base',
        'string a',
        'string /b',
      ],
    },
    {
      name: 'the shell inside RUN',
      text: 'FROM a\nENV V=1\nRUN --mount=type=cache,target=/c if [ -n "$V" ]; then \\\n  # note\n  make -j2 > /dev/null; fi\n',
      tokens: [
        'keyword FROM',
        'namespace a',
        'keyword ENV',
        'variable.declaration V',
        'operator =',
        'string 1',
        'keyword RUN',
        'parameter --mount',
        'operator =',
        'property type',
        'string =',
        'enumMember cache',
        'string ,',
        'property target',
        'string =/c',
        'keyword if',
        'function [',
        'parameter -n',
        'string "',
        'variable $V',
        'string "',
        'string ]',
        'operator ;',
        'keyword then',
        'comment # note',
        'function make',
        'parameter -j2',
        'operator >',
        'string /dev/null',
        'operator ;',
        'keyword fi',
      ],
    },
    {
      name: 'heredocs',
      text: 'FROM a\nRUN <<EOF\necho $X # c\nEOF\nRUN <<E\n#!/usr/bin/python\nprint(1)\nE\n',
      tokens: [
        'keyword FROM',
        'namespace a',
        'keyword RUN',
        'operator <<EOF',
        'function echo',
        'variable $X',
        'comment # c',
        'operator EOF',
        'keyword RUN',
        'operator <<E',
        'string #!/usr/bin/python',
        'string print(1)',
        'operator E',
      ],
    },
    {
      name: 'CRLF, surrogates and a lone carriage return',
      text: 'FROM a\r\nLABEL x="😀" y=z\r\nUSER b\r# c',
      tokens: [
        'keyword FROM',
        'namespace a',
        'keyword LABEL',
        'property x',
        'operator =',
        'string "😀"',
        'property y',
        'operator =',
        'string z',
        'keyword USER',
        'string b',
        'string # c',
      ],
    },
    { name: 'nothing', text: '', tokens: [] },
    {
      name: 'MAINTAINER',
      text: 'FROM scratch\nMAINTAINER x\n',
      tokens: ['keyword FROM', 'keyword scratch', 'keyword.deprecated MAINTAINER', 'string x'],
    },
  ])('$name', check);
});

test('a range has the tokens of its lines', () => {
  const text = 'FROM a\nRUN b\nUSER c\nRUN d\n';
  const state = createDocumentState({ uri: 'file:///x', text });
  const { data } = semanticTokensInRange(state, 1, 2);
  expect(decoded(text, data)).toEqual(['keyword RUN', 'function b', 'keyword USER', 'string c']);
});

test.each([
  ['the same', [1, 2, 3], [1, 2, 3], []],
  ['an insertion', [1, 2, 3], [1, 9, 2, 3], [{ start: 1, deleteCount: 0, data: [9] }]],
  ['a deletion', [1, 2, 3], [1, 3], [{ start: 1, deleteCount: 1, data: [] }]],
  ['repeats', [1, 1], [1, 1, 1], [{ start: 2, deleteCount: 0, data: [1] }]],
  ['from nothing', [], [1], [{ start: 0, deleteCount: 0, data: [1] }]],
])('the difference of %s', (_name, before, after, edits) => {
  expect(semanticTokensEdits(before, after)).toEqual(edits);
});
