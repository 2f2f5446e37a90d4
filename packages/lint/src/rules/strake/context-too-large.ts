import type { Rule } from '../../rule.ts';

export const contextTooLarge: Rule = {
  name: 'context-too-large',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: false,
  url: 'https://docs.docker.com/build/cache/optimize/',
  docs: {
    summary: 'The build context is not huge.',
    rationale: 'All of it is read and hashed, and `COPY .` puts it into a layer. Needs the build context.',
    bad: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: { context: { files: [{ path: 'a.iso', type: 'file', size: 600_000_000 }] } },
      },
    ],
    good: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: { context: { files: [{ path: 'a.js', type: 'file', size: 1000 }] } },
      },
      { text: 'FROM debian:12\nCOPY . /app\n' },
    ],
  },
  check(file, report) {
    const { context, ignore } = file.facts;
    if (context === undefined) return;
    const files = context.files.filter(({ path }) => ignore?.excludes(path) !== true);
    const size = files.reduce((sum, entry) => sum + entry.size, 0);
    const isCrowded = context.isPartial === true && files.length >= CROWD;
    if (size < LIMIT && !isCrowded) return;
    const biggest = files.reduce((a, b) => (b.size > a.size ? b : a));
    for (const { node } of file.of('copy')) {
      if (node.flags.some(({ name }) => name === 'from')) continue;
      const all = node.sources.find((source) => /^\.?\/?$/.test(source.kind === 'word' ? source.text : source.value));
      if (all !== undefined)
        report(
          all,
          isCrowded ? `This copies more than ${files.length} files` : `This copies ${Math.round(size / 1e6)} MB`,
          {
            hint: `the biggest file is ${biggest.path}; leave out what is not needed with ${ignore?.name ?? '.dockerignore'}`,
          },
        );
    }
  },
};

/** Files, of a context that has still more. */
const CROWD = 10_000;

/** Bytes. */
const LIMIT = 500_000_000;
