import type { Rule } from '../../rule.ts';
import { operandsWithout } from '../../shell/flags.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl3016: Rule = {
  name: 'DL3016',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['npm'],
  docs: {
    summary: 'npm install names versions.',
    rationale: 'The same file then gives the same image next month.',
    bad: [{ text: 'FROM debian:12\nRUN npm install express\n' }],
    good: [
      { text: 'FROM debian:12\nRUN npm install express@4.19.2\n' },
      { text: 'FROM debian:12\nRUN npm install\n' },
      { text: 'FROM debian:12\nRUN npm install ./local\n' },
    ],
  },
  check(file, report) {
    reportRuns(file, report, 'Name the versions of packages: npm install <package>@<version>', (script) =>
      script.commands
        .filter(
          ({ name, args }) =>
            name === 'npm' && VERBS.includes(args.find(({ value }) => !value.startsWith('-'))?.value ?? ''),
        )
        .flatMap((command) => operandsWithout(command, VALUED).slice(1))
        .find(({ value }) => !isPinned(value)),
    );
  },
};

const VERBS = ['install', 'i', 'add'];
const VALUED = ['registry', 'prefix', 'loglevel', 'cache', 'userconfig', 'globalconfig', 'script-shell', 'tag'];

function isPinned(value: string): boolean {
  if (/^(?:git(?:\+\w+)?|https?|ssh|github|gitlab|bitbucket|gist):/.test(value))
    return value.includes('#') || /\.t(?:ar\.)?gz$/.test(value);
  return /^(?:[./~]|[a-z]:\\)|\.(?:tar|tar\.gz|tgz)$|.@|\$/i.test(value);
}
