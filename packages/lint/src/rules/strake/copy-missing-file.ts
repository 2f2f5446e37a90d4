import type { Rule } from '../../rule.ts';

export const copyMissingFile: Rule = {
  name: 'copy-missing-file',
  aliases: [],
  origin: 'strake',
  severity: 'error',
  fixable: false,
  url: 'https://docs.docker.com/build/concepts/context/',
  docs: {
    summary: 'COPY names files that are there.',
    rationale: 'The build fails otherwise. Needs the build context.',
    bad: [
      {
        text: 'FROM debian:12\nCOPY nope.txt /a\n',
        facts: { context: { files: [{ path: 'a.txt', type: 'file', size: 1 }] } },
      },
    ],
    good: [
      {
        text: 'FROM debian:12\nCOPY a.txt *.md? ./ /a/\n',
        facts: { context: { files: [{ path: 'a.txt', type: 'file', size: 1 }] } },
      },
      { text: 'FROM debian:12\nCOPY nope.txt /a\n' },
    ],
  },
  check(file, report) {
    const { context } = file.facts;
    if (context === undefined) return;
    const paths = new Set(context.files.map(({ path }) => path));
    for (const kind of ['copy', 'add'] as const)
      for (const { node } of file.of(kind)) {
        if (node.flags.some(({ name }) => name === 'from')) continue;
        for (const source of node.sources) {
          const text = source.kind === 'word' ? source.text : source.value;
          if (/[$*?[\]\\"']|^https?:|^git@|\.git(?:#|$)|^ssh:/.test(text)) continue;
          const clean = text.split('/').filter((part) => part !== '' && part !== '.');
          if (clean.length === 0 || clean.includes('..') || paths.has(clean.join('/'))) continue;
          report(source, `${text} is not in the build context`);
        }
      }
  },
};
