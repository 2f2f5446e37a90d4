import type { Rule } from '../../rule.ts';

export const ignoreRootOnly: Rule = {
  name: 'ignore-root-only',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: false,
  url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  docs: {
    summary: 'Ignore patterns match where they are meant to.',
    rationale:
      'In .dockerignore a name without a slash matches at the root of the context only, other than in .gitignore. Needs the build context.',
    bad: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: {
          context: { files: [{ path: 'a/node_modules', type: 'directory', size: 0 }] },
          ignore: { name: '.dockerignore', text: 'node_modules\n', excludes: () => false },
        },
      },
    ],
    good: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: {
          context: { files: [{ path: 'node_modules', type: 'directory', size: 0 }] },
          ignore: { name: '.dockerignore', text: 'node_modules\n', excludes: (path) => path === 'node_modules' },
        },
      },
      { text: 'FROM debian:12\nCOPY . /app\n' },
    ],
  },
  check(file, report) {
    const { context, ignore } = file.facts;
    if (context === undefined || ignore === undefined) return;
    const all = file
      .of('copy')
      .filter(({ node }) => !node.flags.some(({ name }) => name === 'from'))
      .flatMap(({ node }) => node.sources)
      .find((source) => /^\.?\/?$/.test(source.kind === 'word' ? source.text : source.value));
    if (all === undefined) return;
    const nested = new Map<string, string>();
    for (const { path } of context.files)
      if (path.includes('/') && !ignore.excludes(path)) nested.set(path.slice(path.lastIndexOf('/') + 1), path);
    for (const line of ignore.text.split('\n')) {
      const pattern = line.trim().replace(/^\/+|\/+$/g, '');
      const path = /^[\w.-]+$/.test(pattern) && !line.trim().startsWith('/') ? nested.get(pattern) : undefined;
      if (path !== undefined)
        report(all, `The pattern ${pattern} of ${ignore.name} matches at the root only: ${path} is copied`, {
          hint: `write **/${pattern}`,
        });
    }
  },
};
