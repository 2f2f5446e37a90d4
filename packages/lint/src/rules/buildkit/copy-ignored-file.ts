import type { Rule } from '../../rule.ts';

export const copyIgnoredFile: Rule = {
  name: 'CopyIgnoredFile',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/go/dockerfile/rule/copy-ignored-file/',
  docs: {
    summary: 'COPY and ADD name no ignored files.',
    rationale:
      'What the ignore file excludes is not part of the build context: the build fails, or copies less than it says.',
    bad: [
      {
        text: 'FROM scratch\nCOPY notes.txt /\n',
        facts: { ignore: { name: '.dockerignore', text: '*.txt\n', excludes: (path) => path.endsWith('.txt') } },
      },
    ],
    good: [
      {
        text: 'FROM scratch\nCOPY main.js /\n',
        facts: { ignore: { name: '.dockerignore', text: '*.txt\n', excludes: (path) => path.endsWith('.txt') } },
      },
      { text: 'FROM scratch\nCOPY notes.txt /\n' },
    ],
  },
  check(file, report) {
    const { ignore } = file.facts;
    if (ignore === undefined || /^\s*!/m.test(ignore.text)) return;
    const excludesAll = /^\s*\/?(?:\*|\*\*|\*\*\/\*)\s*$/m.test(ignore.text);
    for (const { node, at, words } of file.buildkit.steps) {
      if (node.kind !== 'copy' && node.kind !== 'add') continue;
      if (node.flags.some(({ name }) => name === 'from')) continue;
      const first = words.length - node.sources.length - 1 - node.heredocs.filter(({ expand }) => expand).length;
      node.sources.forEach((_, i) => {
        const source = words[first + i] ?? '';
        const path = cleanPath(source);
        if (path === undefined) return;
        if (path === '.' ? excludesAll : ignore.excludes(path))
          report(
            at,
            `Attempting to ${node.kind === 'copy' ? 'Copy' : 'Add'} file "${source}" that is excluded by .dockerignore`,
          );
      });
    }
  },
};

/** A source as a path of the context; undefined for a URL. */
function cleanPath(source: string): string | undefined {
  if (/^(?:https?:\/\/|git@)/.test(source)) return undefined;
  const parts: string[] = [];
  for (const part of source.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}
