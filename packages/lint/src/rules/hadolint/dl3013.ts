import type { Rule } from '../../rule.ts';
import { hasPipFile, isPipInstall, pipPackages } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl3013: Rule = {
  name: 'DL3013',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['pip', 'python'],
  docs: {
    summary: 'pip install names versions.',
    rationale: 'The same file then gives the same image next month.',
    bad: [{ text: 'FROM debian:12\nRUN pip install --no-cache-dir flask\n' }],
    good: [
      { text: 'FROM debian:12\nRUN pip install --no-cache-dir flask==3.0.0\n' },
      { text: 'FROM debian:12\nRUN pip install --no-cache-dir -r requirements.txt\n' },
      { text: 'FROM debian:12\nRUN pip install --no-cache-dir .\n' },
    ],
  },
  check(file, report) {
    reportRuns(file, report, 'Name the versions of packages: pip install <package>==<version>', (script) =>
      script.commands
        .filter((command) => isPipInstall(command) && !hasPipFile(command))
        .flatMap(pipPackages)
        .find(({ value }) => !isPinned(value)),
    );
  },
};

function isPinned(value: string): boolean {
  if (/^(?:git|hg|svn|bzr)\+/.test(value))
    return /@[^/]+$/.test(value.replace(/#.*$/, '').replace(/^[^:]*:\/\/[^/]*/, ''));
  return /[=<>~!]=|===|[<>]|@|:\/\/|\.(?:whl|tar\.gz|tar|zip|tgz|tar\.bz2)(?:\[.*\])?$|^[./~]|[/]/.test(value);
}
