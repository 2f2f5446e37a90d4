import { describe, expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import { codeActions, FIX_ALL } from '../../src/services/code-actions/code-actions.ts';
import { diagnostics } from '../../src/services/diagnostics/diagnostics.ts';
import { formatDocument, formatOnType, formatRange } from '../../src/services/formatting.ts';
import { edited, marked } from '../support/marked.ts';

describe('formatting', () => {
  test('changes only the instructions that are out of style', () => {
    const { state } = marked('FROM a\nrun   x\nUSER b\n');
    const edits = formatDocument(state);
    expect(edited(state, edits)).toBe('FROM a\nRUN x\nUSER b\n');
    expect(edits).toHaveLength(1);
    expect(edits[0]?.range.start.line).toBe(1);
  });
  test('of a range leaves the rest', () => {
    const { state, offsets } = marked('from a\n|run   x|\nuser b\n');
    const [start = 0, end = 0] = offsets;
    expect(edited(state, formatRange(state, { start, end }))).toBe('from a\nRUN x\nuser b\n');
  });
  test('takes options', () => {
    const { state } = marked('FROM  a\n');
    expect(edited(state, formatDocument(state, { keywordCase: 'lower' }))).toBe('from a\n');
  });
  test.each([
    ['indents what is continued', 'FROM a\nRUN x \\\n|', 'FROM a\nRUN x \\\n    '],
    ['keeps the indentation above', 'FROM a\nRUN x \\\n\ty \\\n|', 'FROM a\nRUN x \\\n\ty \\\n\t'],
    ['brings what is finished into style', 'FROM a\nuser   b\n|', 'FROM a\nUSER b\n'],
    ['leaves a heredoc alone', 'FROM a\nRUN <<E\nx \\\n|', 'FROM a\nRUN <<E\nx \\\n'],
    ['does nothing on the first line', '|FROM a', 'FROM a'],
  ])('while typing %s', (_name, text, after) => {
    const { state, offset } = marked(text);
    expect(edited(state, formatOnType(state, offset))).toBe(after);
  });
});

describe('diagnostics', () => {
  const check = ({ text, codes }: { text: string; codes: readonly string[] }): void => {
    const { state } = marked(text);
    expect(diagnostics(state).map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]));
  };
  test.each([
    { name: 'of the parser', text: 'FROM a\nCOPPY x y\n', codes: ['unknown-instruction'] },
    { name: 'of the planner', text: 'FROM a AS x\nCOPY --from=x b c\n', codes: ['circular-dependency'] },
    { name: 'of the shell', text: 'FROM a\nRUN echo "x\n', codes: ['shell-syntax'] },
    { name: 'of the rules', text: 'FROM a\nMAINTAINER x\n', codes: ['MaintainerDeprecated'] },
    {
      name: 'of a mount once its variables are known',
      text: 'FROM a\nARG T=nope\nRUN --mount=type=$T,target=/x ls\n',
      codes: ['invalid-mount'],
    },
  ])('$name', check);

  test.each([
    ['an image that only the caller knows', 'ARG BASE\nFROM $BASE\nRUN ls\n'],
    ['PowerShell', 'FROM mcr.microsoft.com/windows/servercore\nRUN echo "(\n'],
    ['another interpreter', 'FROM a\nRUN <<E\n#!/usr/bin/env python3\nprint("(")\nE\n'],
  ])('say nothing false about %s', (_name, text) => {
    const { state } = marked(text);
    const own = diagnostics(state).filter(({ code }) => /^[a-z-]+$/.test(String(code)) && code !== 'unpinned-image');
    expect(own.filter(({ code }) => code === 'shell-syntax' || code === 'blank-base-name')).toEqual([]);
  });

  test('carry the page and the kind of what they found', () => {
    const { state } = marked('FROM a\nMAINTAINER x\n');
    const found = diagnostics(state).find(({ code }) => code === 'MaintainerDeprecated');
    expect(found).toMatchObject({
      tags: [2],
      codeDescription: { href: expect.stringMatching(/^https:/) },
      source: 'strake',
    });
  });
});

describe('code actions', () => {
  const actionsAt = (
    text: string,
    only?: string[],
  ): { actions: readonly CodeAction[]; apply(title: RegExp): string } => {
    const { state, offset } = marked(text);
    const actions = codeActions(state, { start: offset, end: offset }, only === undefined ? {} : { only });
    const apply = (title: RegExp): string => {
      const action = actions.find((known) => title.test(known.title));
      if (action === undefined) throw new Error(`only ${actions.map((known) => known.title).join('; ')}`);
      return edited(state, action.edit?.changes?.[state.uri] ?? []);
    };
    return { actions, apply };
  };
  const check = ({ text, title, after }: { text: string; title: RegExp; after: string }): void => {
    expect(actionsAt(text).apply(title)).toBe(after);
  };
  test.each([
    { name: 'correct a keyword', text: 'FROM a\nCOP|PY x y\n', title: /Change to COPY/, after: 'FROM a\nCOPY x y\n' },
    {
      name: 'correct a flag',
      text: 'FROM a\nCOPY --form|=x x y\n',
      title: /Change to --from/,
      after: 'FROM a\nCOPY --from=x x y\n',
    },
    {
      name: 'make the fix of a rule',
      text: 'FROM a\nMAINT|AINER x\n',
      title: /LABEL/i,
      after: 'FROM a\nLABEL org.opencontainers.image.authors="x"\n',
    },
    {
      name: 'skip a rule in the file',
      text: 'FROM a\nMAINT|AINER x\n',
      title: /Skip Maint/,
      after: '# check=skip=MaintainerDeprecated\nFROM a\nMAINTAINER x\n',
    },
    {
      name: 'add to the rules that are skipped',
      text: '# syntax=x\n# check=skip=A;error=true\nFROM a\nMAINT|AINER x\n',
      title: /Skip Maint/,
      after: '# syntax=x\n# check=skip=A,MaintainerDeprecated;error=true\nFROM a\nMAINTAINER x\n',
    },
    {
      name: 'write a chain as a heredoc',
      text: 'FROM a\nRUN a &&\\\n  b "x y" && |c\n',
      title: /heredoc/,
      after: 'FROM a\nRUN <<EOF\nset -e\na\nb "x y"\nc\nEOF\n',
    },
  ])('$name', check);

  test('offer no heredoc for what is no chain', () => {
    for (const text of [
      'FROM a\nRUN |a; b\n',
      'FROM a\nRUN |a \\|\\| b && c\n',
      'FROM a\nRUN |a\n',
      'FROM a\nRUN |["a", "&&", "b"]\n',
    ])
      expect(actionsAt(text, ['refactor']).actions).toEqual([]);
  });

  test('fix all when asked for it', () => {
    const { actions, apply } = actionsAt('FROM a\nMAINTAINER x\n|', ['source.fixAll']);
    expect(actions.map(({ kind }) => kind)).toEqual([FIX_ALL]);
    expect(apply(/Fix all/)).toContain('LABEL org.opencontainers.image.authors="x"');
    expect(actionsAt('FROM a\nMAINTAINER x\n|').actions.map(({ kind }) => kind)).not.toContain(FIX_ALL);
  });
});
