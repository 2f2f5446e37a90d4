import type { Rule } from '../../rule.ts';

export const ignoreMatchesNothing: Rule = {
  name: 'ignore-matches-nothing',
  aliases: [],
  origin: 'strake',
  severity: 'hint',
  fixable: false,
  url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  docs: {
    summary: 'Every ignore pattern matches something.',
    rationale: 'A pattern that matches no file is a leftover or a slip. Needs the build context.',
    bad: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: {
          context: { files: [{ path: 'a', type: 'file', size: 0 }] },
          ignore: { name: '.dockerignore', text: 'nope\n', excludes: () => false, unmatched: ['nope'] },
        },
      },
    ],
    doubtful: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: {
          ignore: { name: '.dockerignore', text: 'dist\n', excludes: () => false, unmatched: ['dist'] },
        },
        why: 'it is not in a fresh clone, but comes later',
      },
    ],
    good: [
      {
        text: 'FROM debian:12\nCOPY . /app\n',
        facts: {
          context: { files: [{ path: 'a', type: 'file', size: 0 }] },
          ignore: { name: '.dockerignore', text: 'a\n', excludes: (path) => path === 'a', unmatched: [] },
        },
      },
      { text: 'FROM debian:12\nCOPY . /app\n' },
    ],
  },
  check(file, report) {
    const { ignore } = file.facts;
    const [first] = file.result.ast.instructions;
    if (ignore === undefined || first === undefined) return;
    for (const pattern of ignore.unmatched ?? [])
      report(first, `The pattern ${pattern} of ${ignore.name} matches nothing`, { isDoubtful: isPrecaution(pattern) });
  },
};

/** What is not in a fresh clone, but comes later: patterns for it are no slips. */
function isPrecaution(pattern: string): boolean {
  const name = pattern.replace(/\/+\**$/, '').replace(/^!?.*\//, '');
  return name.startsWith('.') || GENERATED.test(name);
}

const GENERATED =
  /^(?:node_modules|bower_components|vendor|venv|env|__pycache__|dist|build|out|target|bin|obj|tmp|temp|logs?|coverage|htmlcov|Thumbs\.db|\*.*|.*\.(?:log|tmp|swp|bak|pyc|pid)\*?|(?:[Dd]ocker|docker-)?compose.*|Dockerfile.*|Jenkinsfile|Makefile|.*debug\.log.*)$/;
