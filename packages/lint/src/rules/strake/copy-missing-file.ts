import type { ContextFile, PlanFacts } from '../../facts.ts';
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
      {
        text: 'FROM debian:12\nCOPY a.txt /a\n',
        facts: {
          context: { files: [{ path: 'a.txt', type: 'file', size: 1 }] },
          ignore: { name: '.dockerignore', text: '*\n!b.txt\n', excludes: (path) => path !== 'b.txt' },
        },
      },
    ],
    good: [
      {
        text: 'FROM debian:12\nCOPY a.txt *.md? ./ /a/\n',
        facts: { context: { files: [{ path: 'a.txt', type: 'file', size: 1 }] } },
      },
      {
        text: 'FROM debian:12\nCOPY link/a.txt /a\n',
        facts: { context: { files: [{ path: 'link', type: 'symlink', size: 0 }] } },
      },
      { text: 'FROM debian:12\nCOPY nope.txt /a\n' },
    ],
  },
  check(file, report) {
    const { context } = file.facts;
    if (context === undefined || context.isPartial === true) return;
    const types = new Map(context.files.map(({ path, type }) => [path, type]));
    for (const kind of ['copy', 'add'] as const)
      for (const { node } of file.of(kind)) {
        if (node.flags.some(({ name }) => name === 'from')) continue;
        for (const source of node.sources) {
          const text = source.kind === 'word' ? source.text : source.value;
          if (/[$*?[\]\\"']|^https?:|^git@|\.git(?:#|$)|^ssh:/.test(text)) continue;
          const clean = text.split('/').filter((part) => part !== '' && part !== '.');
          if (clean.length === 0 || clean.includes('..')) continue;
          const fault = faultOf(clean, types, file.facts);
          if (fault !== undefined) report(source, `${text} ${fault}`);
        }
      }
  },
};

/** What is wrong with a path of the context; nothing where that cannot be told. */
function faultOf(
  parts: readonly string[],
  types: ReadonlyMap<string, ContextFile['type']>,
  { context, ignore }: PlanFacts,
): string | undefined {
  const path = parts.join('/');
  const type = types.get(path);
  const above = parts.map((_, depth) => parts.slice(0, depth).join('/'));
  const isHidden = above.some(
    (directory) => types.get(directory) === 'symlink' || context?.unlisted?.includes(directory),
  );
  if (type === undefined) return isHidden ? undefined : 'is not in the build context';
  // Where an ignore file takes paths back, BuildKit's CopyIgnoredFile says nothing.
  if (type === 'file' && ignore !== undefined && /^\s*!/m.test(ignore.text) && ignore.excludes(path))
    return `is excluded by ${ignore.name}`;
  return undefined;
}
