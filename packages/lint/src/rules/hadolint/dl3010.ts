import type { Rule } from '../../rule.ts';
import type { Argument } from '@strake/parser';
import type { ShellCommand } from '../../shell/script.ts';

export const dl3010: Rule = {
  name: 'DL3010',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: false,
  commands: ['tar', 'unzip', 'gunzip', 'bunzip2', 'unlzma', 'unxz', 'zgz', 'uncompress', 'zcat', 'gzcat'],
  docs: {
    summary: 'ADD for archives that are extracted.',
    rationale: 'ADD unpacks a local archive itself: the packed one then never enters a layer.',
    bad: [{ text: 'FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz\n' }],
    good: [{ text: 'FROM debian:12\nADD app.tar.gz /opt/\n' }, { text: 'FROM debian:12\nCOPY app.tar.gz /tmp/\n' }],
  },
  check(file, report) {
    const extractions = file.of('run').flatMap(({ node, stage }) =>
      file
        .shell(node)
        .commands.filter(isExtraction)
        .map((command) => ({ stage, start: node.start, names: baseNames(command) })),
    );
    if (extractions.length === 0) return;
    for (const { node, top, stage } of file.of('copy')) {
      if (node.flags.some(({ name }) => name === 'from')) continue;
      const destination = textOf(node.destination);
      const archives = node.sources.map(textOf).filter((source) => ARCHIVE.test(source));
      const paths = archives.map((source) => source.replace(/^.*[\\/]/, ''));
      if (ARCHIVE.test(destination) && archives.length > 0) paths.push(destination.replace(/^.*[\\/]/, ''));
      if (paths.length === 0) continue;
      const names = new Set(paths);
      const isExtracted = extractions.some(
        (extraction) =>
          extraction.stage === stage &&
          extraction.start > node.start &&
          extraction.names.some((name) => names.has(name)),
      );
      if (isExtracted) report(top, 'Use ADD, which extracts the archive itself', { focus: node.sources[0] });
    }
  },
};

const ARCHIVE = /\.(?:tar|t?gz|tgz|bz2|tbz2?|xz|txz|lzma|tlz|Z|tZ|zst|tpz|tzst)["']?$/;

function textOf(argument: Argument): string {
  return argument.kind === 'word' ? argument.text.replace(/^["']|["']$/g, '') : argument.value;
}

function isExtraction({ name, args }: ShellCommand): boolean {
  const isTar =
    name === 'tar' &&
    args.some(
      ({ value }, i) => /^-{0,2}[a-zA-Z]*x|^--(?:extract|get)$/.test(value) && (i === 0 || value.startsWith('-')),
    );
  return isTar || /^(?:unzip|gunzip|bunzip2|unlzma|unxz|zgz|uncompress|zcat|gzcat)$/.test(name);
}

function baseNames({ args }: ShellCommand): readonly string[] {
  return args.map(({ value }) => value.replace(/^.*[\\/]/, ''));
}
