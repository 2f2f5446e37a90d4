import type { Rule } from '../../rule.ts';
import { hasFlag } from '../../shell/flags.ts';
import type { ShellCommand } from '../../shell/script.ts';

export const curlSavesErrors: Rule = {
  name: 'curl-saves-errors',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: true,
  commands: ['curl'],
  url: 'https://curl.se/docs/manpage.html#-f',
  docs: {
    summary: 'curl fails on errors of the server.',
    rationale: 'Without -f the page that says 404 is saved, or run, as if it were the file.',
    bad: [
      {
        text: 'FROM debian:12\nRUN curl -o /tmp/a https://example.com/a\n',
        fixed: 'FROM debian:12\nRUN curl -f -o /tmp/a https://example.com/a\n',
      },
    ],
    doubtful: [
      {
        text: 'FROM debian:12\nRUN curl https://example.com/a.tgz | tar xz\n',
        why: 'the page is no archive: what unpacks it fails',
      },
    ],
    good: [
      {
        text: 'FROM debian:12\nRUN curl -o a.tgz https://example.com/a.tgz && echo "$SHA  a.tgz" | sha256sum -c - && tar xf a.tgz\n',
      },

      { text: 'FROM debian:12\nRUN curl -fsSL -o /tmp/a https://example.com/a\n' },
      { text: 'FROM debian:12\nRUN curl https://example.com/ping\n' },
    ],
  },
  check(file, report) {
    for (const run of file.of('run', true)) {
      const { commands, pipes } = file.shell(run.node);
      if (commands.some(verifies)) continue;
      for (const command of commands) {
        if (command.name !== 'curl' || hasFlag(command, 'f', 'fail', 'fail-with-body')) continue;
        const isPiped = pipes.some(({ start, end }) => start === command.start && command.end < end);
        const isSaved = command.args.some(({ value }) => /^(?:-[a-zA-Z]*[oO]|--output|--remote-name)$/.test(value));
        const isHarmless = command.args.some(({ value }) =>
          /^(?:-[a-zA-Z]*[IwX]|--head|--write-out|--request|-h|--help|--version|\/dev\/null)$/.test(value),
        );
        if ((!isSaved && !isPiped) || isHarmless) continue;
        const isDoubtful = commands.some((other) => other.start > command.start && readsFormat(other));
        const at = command.nameWord.end;
        report(command, 'curl saves the error page of the server as if it were the file', {
          isDoubtful,
          fix: { title: 'Add -f', edits: [{ start: at, end: at, newText: ' -f' }] },
        });
      }
    }
  },
};

function readsFormat({ name, args }: ShellCommand): boolean {
  return READERS.has(name) || (/^(?:apt|dnf|yum)/.test(name) && args.some(({ value }) => /\.(?:deb|rpm)$/.test(value)));
}

/** What ends with an error when a page is in place of an archive, a package, a key or JSON. */
const READERS: ReadonlySet<string> = new Set([
  ...['tar', 'bsdtar', 'unzip', 'gunzip', 'bunzip2', 'unxz', 'xz', 'zcat', 'unzstd', 'zstd', '7z', 'cpio', 'ar'],
  ...['dpkg', 'rpm', 'gpg', 'apt-key', 'jq'],
]);

/** A checksum or a signature would not fit an error page. */
function verifies({ name, args }: ShellCommand): boolean {
  if (name === 'gpgv' || name === 'cosign' || name === 'minisign') return true;
  if (name === 'gpg') return args.some(({ value }) => value === '--verify');
  return (
    /^(?:sha\d*|md5)sum$|^shasum$/.test(name) && args.some(({ value }) => /^(?:-\w*c\w*|--check|--strict)$/.test(value))
  );
}
