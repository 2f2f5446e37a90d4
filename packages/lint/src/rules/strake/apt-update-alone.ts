import { placedIn } from '../../model/placed-in.ts';
import type { Rule } from '../../rule.ts';
import type { ShellCommand } from '../../shell/script.ts';

export const aptUpdateAlone: Rule = {
  name: 'apt-update-alone',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: false,
  commands: ['apt'],
  url: 'https://docs.docker.com/build/building/best-practices/#apt-get',
  docs: {
    summary: 'apt-get update and install are one RUN.',
    rationale: 'The layer of an update alone is cached: a later install uses lists that may be months old.',
    bad: [{ text: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n' }],
    good: [
      { text: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n' },
      { text: 'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n' },
    ],
  },
  check(file, report) {
    for (const stage of file.stages) {
      const runs = placedIn(stage, 'run');
      const lastInstall = runs.findLastIndex(({ node }) => file.shell(node).commands.some(isAptWith('install')));
      for (const { node } of runs.slice(0, Math.max(0, lastInstall))) {
        const { commands } = file.shell(node);
        if (commands.length > 0 && commands.every(isAptWith('update')) && node.mounts.length === 0)
          report(node.command, 'Update the lists in the RUN that installs: this layer is cached');
      }
    }
  },
};

function isAptWith(verb: string): (command: ShellCommand) => boolean {
  return ({ name, args }) => /^apt(?:-get)?$/.test(name) && args.some(({ value }) => value === verb);
}
