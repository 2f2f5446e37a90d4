import type { Rule } from '../../rule.ts';

export const contextHasGit: Rule = {
  name: 'context-has-git',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/build/concepts/context/',
  docs: {
    summary: 'The .git directory is not copied.',
    rationale:
      'It changes with every commit, is big, and holds all that ever was in the repository. Needs the build context.',
    bad: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: { context: { files: [{ path: '.git', type: 'directory', size: 0 }] } },
      },
    ],
    good: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: {
          context: { files: [{ path: '.git', type: 'directory', size: 0 }] },
          ignore: { name: '.dockerignore', text: '.git\n', excludes: (path) => path === '.git' },
        },
      },
      { text: 'FROM debian:12\nCOPY . /app\n' },
    ],
  },
  check(file, report) {
    const { context, ignore } = file.facts;
    if (context?.files.some(({ path }) => path === '.git') !== true || ignore?.excludes('.git') === true) return;
    for (const { node } of file.of('copy')) {
      if (node.flags.some(({ name }) => name === 'from')) continue;
      const all = node.sources.find((source) => /^\.?\/?$/.test(source.kind === 'word' ? source.text : source.value));
      if (all !== undefined)
        report(all, 'This copies .git too', { hint: `put .git into ${ignore?.name ?? '.dockerignore'}` });
    }
  },
};
