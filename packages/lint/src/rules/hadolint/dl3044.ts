import type { LintFile } from '../../model/lint-file.ts';
import type { Rule } from '../../rule.ts';
import { findReferences, references, type Word } from '@strake/parser';

export const dl3044: Rule = {
  name: 'DL3044',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  recommended: 'warning',
  fixable: false,
  docs: {
    summary: 'ENV does not use what it defines.',
    rationale: 'All values of one ENV are taken from before it: the variable is empty, or an older one.',
    bad: [{ text: 'FROM debian:12\nENV A=1 B=$A\n' }],
    doubtful: [
      { text: 'FROM debian:12\nARG A\nENV B=$A A=2\n', why: 'an ARG of that name is there' },
      { text: 'FROM debian:12\nENV A=1 B=${A:-1}\n', why: '`:-` is there for variables that may be missing' },
    ],
    good: [
      { text: 'FROM debian:12\nENV A=${A:-1} B=${A:-1}\n' },
      { text: 'FROM debian:12\nENV A=1\nENV B=$A\n' },
      { text: 'FROM debian:12\nENV A=1\nENV A=2 B=$A\n' },
    ],
  },
  check(file, report) {
    const known = new Set<string>();
    for (const { node, top } of file.of('env')) {
      const own = new Set(node.entries.flatMap(({ key, value }) => (isItself(key, value) ? [] : [key.text])));
      const early = node.entries.flatMap(({ key, value }) =>
        references(file.result, value).filter(({ name }) => name !== key.text && own.has(name) && !known.has(name)),
      );
      const [first] = early;
      if (first) {
        const isDoubtful = early.every(({ name, operator }) => isArg(file, name) || /^:?[-+?]$/.test(operator));
        report(top, 'A variable is not there yet within the ENV that defines it', { focus: first, isDoubtful });
      }
      for (const { key } of node.entries) known.add(key.text);
    }
  },
};

function isArg(file: LintFile, name: string): boolean {
  return file.of('arg').some(({ node }) => node.declarations.some(({ key }) => key.text === name));
}

/** `KEY=$KEY` and `KEY=${KEY:-1}` keep what is there, if something is. */
function isItself(key: Word, value: Word): boolean {
  if (!value.text.includes('$')) return false;
  const text = value.text.replace(/^"(.*)"$/s, '$1');
  const [first] = findReferences(text);
  return first?.name === key.text && first.start === 0 && first.end === text.length;
}
