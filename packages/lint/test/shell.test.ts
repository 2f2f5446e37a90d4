import { parse } from '@strake/parser';
import { expect, it } from 'vitest';
import { lint, resolveConfig, type ShellText, shellTexts } from '../src/index.ts';

/** The source text that a finding of `sudo` points at, with its line. */
function sudoIn(text: string): readonly string[] {
  const config = resolveConfig({ extends: 'none', rules: { DL3004: 'error' } });
  return lint(parse(text), config).map(({ focus, range }) => {
    const { start, end } = focus ?? range;
    return `${start.line + 1}: ${text.slice(start.offset, end.offset)}`;
  });
}

it.each([
  ['a plain line', 'RUN sudo make\n', '1: sudo make'],
  ['a continuation', 'RUN make && \\\n  sudo make\n', '2: sudo make'],
  ['comments between lines', 'RUN make && \\\n# here\n  sudo make\n', '3: sudo make'],
  ['a word over two lines', 'RUN su\\\ndo make\n', '1: su\\\ndo make'],
  ['the other escape character', '# escape=`\nRUN make && `\n  sudo make\n', '3: sudo make'],
  ['Windows line ends', 'RUN make && \\\r\n  sudo make\r\n', '2: sudo make'],
  ['a heredoc', 'RUN <<EOF\nmake\nsudo make\nEOF\n', '3: sudo make'],
  ['a heredoc for a shell', 'RUN bash <<EOF\nsudo make\nEOF\n', '2: sudo make'],
  ['a shell in JSON', 'RUN ["sh", "-c", "make \\"a\\" && sudo make"]\n', '1: sudo make'],
  ['a command in JSON', 'RUN ["sudo", "make"]\n', '1: ["sudo", "make"]'],
  ['a substitution', 'RUN echo $(sudo id)\n', '1: sudo id'],
  ['a condition', 'RUN if a; then sudo b; fi\n', '1: sudo b'],
  ['a trigger', 'ONBUILD RUN sudo make\n', '1: sudo make'],
  ['a surrogate pair before', 'RUN echo "🐳" && sudo make\n', '1: sudo make'],
])('finds commands in %s', (_, text, found) => {
  expect(sudoIn(text)).toEqual([found]);
});

it.each([
  ['a heredoc that is input', 'RUN cat <<EOF > a\nsudo make\nEOF\n'],
  ['a script of another language', 'RUN <<EOF\n#!/usr/bin/env python3\nsudo make\nEOF\n'],
  ['an argument', 'RUN echo sudo\n'],
  ['a comment', 'RUN make # sudo make\n'],
])('finds none in %s', (_, text) => {
  expect(sudoIn(text)).toEqual([]);
});

it('hands out shell texts with their shell and variables', () => {
  const text = 'FROM a\nENV A=1\nRUN x \\\n  y\nSHELL ["/bin/bash", "-c"]\nARG B\nRUN <<EOF\nz\nEOF\nRUN ["x"]\n';
  const found = shellTexts(parse(text)).map(withoutProxies);
  expect(found.map(({ text: script, shell, variables }) => ({ script, shell, variables }))).toEqual([
    { script: 'x   y', shell: 'sh', variables: ['A'] },
    { script: 'z\n', shell: 'bash', variables: ['A', 'B'] },
  ]);
  expect(text.charAt(found[0]?.at(4) ?? 0)).toBe('y');
});

it.each<[what: string, text: string, shell: string, variables: readonly string[]]>([
  ['a stage that it is based on', 'FROM a AS b\nENV A=1\nSHELL ["bash", "-c"]\nFROM b\nRUN x\n', 'bash', ['A']],
  ['no other stage', 'FROM a\nENV A=1\nSHELL ["bash", "-c"]\nFROM c\nRUN x\n', 'sh', []],
  ['a fragment', 'ARG A\nENV B=1\nRUN x\n', 'sh', ['B', 'A']],
  ['a trigger, which sees no ARG', 'FROM a\nARG A\nENV B=1\nONBUILD RUN x\n', 'sh', ['B']],
  ['a pragma', '# hadolint shell=bash\nFROM a\nRUN x\n', 'bash', []],
  ['Windows', '# escape=`\nFROM a\nRUN x\n', 'cmd', []],
])('takes shell and variables from %s', (_, text, shell, variables) => {
  expect(shellTexts(parse(text)).map(withoutProxies)).toMatchObject([{ text: 'x', shell, variables }]);
});

/** Every RUN may have the variables of proxies. */
function withoutProxies(found: ShellText): ShellText {
  expect(found.variables).toContain('http_proxy');
  return { ...found, variables: found.variables.filter((name) => !/_proxy$/i.test(name)) };
}
