import type { Rule } from '../../rule.ts';

export const ignoreMatchesNothing: Rule = {
  name: 'ignore-matches-nothing',
  aliases: [],
  origin: 'strake',
  severity: 'off',
  fixable: false,
  url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  docs: {
    summary: 'Every ignore pattern matches something.',
    rationale:
      'A pattern that matches no file is a leftover or a slip. Off unless its level is set. Needs the build context.',
    bad: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        settings: { rules: { 'ignore-matches-nothing': 'info' } },
        facts: {
          context: { files: [{ path: 'a', type: 'file', size: 0 }] },
          ignore: { name: '.dockerignore', text: 'nope\n', excludes: () => false },
        },
      },
    ],
    good: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: {
          context: { files: [{ path: 'a', type: 'file', size: 0 }] },
          ignore: { name: '.dockerignore', text: 'a\n', excludes: (path) => path === 'a' },
        },
      },
      { text: 'FROM debian:12\nCOPY . /app\n' },
    ],
  },
  check(file, report) {
    const { context, ignore } = file.facts;
    const [first] = file.result.ast.instructions;
    if (context === undefined || ignore === undefined || first === undefined) return;
    const paths = new Set(context.files.map(({ path }) => path));
    for (const line of ignore.text.split('\n')) {
      const pattern = line.trim().replace(/^\/+|\/+$/g, '');
      if (/^[\w.-]+(?:\/[\w.-]+)*$/.test(pattern) && !paths.has(pattern))
        report(first, `The pattern ${pattern} of ${ignore.name} matches nothing`);
    }
  },
};
