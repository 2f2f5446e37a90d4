import type { Rule } from '../../rule.ts';
import type { Argument } from '@strake/parser';
import type { ShellCommand } from '../../shell/script.ts';

export const dl3010: Rule = {
  name: 'DL3010',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: false,
  docs: {
    summary: 'ADD for archives that are extracted.',
    rationale: 'ADD unpacks a local archive itself: the packed one then never enters a layer.',
    bad: [{ text: 'FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz\n' }],
    good: [{ text: 'FROM debian:12\nADD app.tar.gz /opt/\n' }, { text: 'FROM debian:12\nCOPY app.tar.gz /tmp/\n' }],
  },
  check(file, report) {
    for (const { node, top, stage } of file.of('copy')) {
      if (node.flags.some(({ name }) => name === 'from')) continue;
      const destination = textOf(node.destination);
      const archives = node.sources.map(textOf).filter((source) => ARCHIVE.test(source));
      const paths = archives.map((source) => source.replace(/^.*[\\/]/, ''));
      if (ARCHIVE.test(destination) && archives.length > 0) paths.push(destination.replace(/^.*[\\/]/, ''));
      if (paths.length === 0) continue;
      const isExtracted = file
        .of('run')
        .some(
          (run) =>
            run.stage === stage &&
            run.node.start > node.start &&
            file.shell(run.node).commands.some((command) => extracts(command, paths)),
        );
      if (isExtracted) report(top, 'Use ADD, which extracts the archive itself', { focus: node.sources[0] });
    }
  },
};

const ARCHIVE = /\.(?:tar|t?gz|tgz|bz2|tbz2?|xz|txz|lzma|tlz|Z|tZ|zst|tpz|tzst)["']?$/;

function textOf(argument: Argument): string {
  return argument.kind === 'word' ? argument.text.replace(/^["']|["']$/g, '') : argument.value;
}

function extracts({ name, args }: ShellCommand, paths: readonly string[]): boolean {
  const isTar =
    name === 'tar' &&
    args.some(
      ({ value }, i) => /^-{0,2}[a-zA-Z]*x|^--(?:extract|get)$/.test(value) && (i === 0 || value.startsWith('-')),
    );
  if (!isTar && !/^(?:unzip|gunzip|bunzip2|unlzma|unxz|zgz|uncompress|zcat|gzcat)$/.test(name)) return false;
  return args.some(({ value }) => paths.includes(value.replace(/^.*[\\/]/, '')));
}
