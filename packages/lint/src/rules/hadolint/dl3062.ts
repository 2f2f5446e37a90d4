import type { Rule } from '../../rule.ts';
import { reportRuns } from '../../shell/report-runs.ts';
import type { ShellCommand, ShellWord } from '../../shell/script.ts';

export const dl3062: Rule = {
  name: 'DL3062',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['go'],
  docs: {
    summary: 'go install names versions.',
    rationale: 'The same file then gives the same image next month.',
    bad: [
      { text: 'FROM debian:12\nRUN go install example.com/x\n' },
      { text: 'FROM debian:12\nRUN go install example.com/x@latest\n' },
    ],
    good: [
      { text: 'FROM golang:1\nRUN go install tool\n' },

      { text: 'FROM debian:12\nRUN go install example.com/x@v1.2.3\n' },
      { text: 'FROM debian:12\nRUN go run ./cmd/x\n' },
    ],
  },
  check(file, report) {
    reportRuns(file, report, 'Name the versions of packages: go install <package>@<version>', ({ commands }) =>
      commands
        .filter((command) => !installsTools(command))
        .filter(({ name, args }) => name === 'go' && /^(?:install|get|run)$/.test(args[0]?.value ?? ''))
        .flatMap(({ args }) => (args[0]?.value === 'run' ? packages(args).slice(0, 1) : packages(args)))
        .find(({ value }) => !/^[./$]|\.go$|@(?!latest$|none$)./.test(value)),
    );
  },
};

const VALUED = /^--?(?:ldflags|tags|gcflags|asmflags|mod|modfile|p|o|C|exec|buildmode|overlay|toolexec)$/;

/** The words after the verb that are no options and no values of options. */
function packages(args: readonly ShellWord[]): readonly ShellWord[] {
  return args.slice(1).filter(({ value }, i) => !value.startsWith('-') && !VALUED.test(args[i]?.value ?? ''));
}

/** `go install tool` takes the tools of go.mod at its versions. */
function installsTools({ args }: ShellCommand): boolean {
  const names = args.filter(({ value }) => !value.startsWith('-'));
  return names.length === 2 && names[1]?.value === 'tool';
}
