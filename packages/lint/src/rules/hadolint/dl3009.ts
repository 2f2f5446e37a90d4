import type { Rule } from '../../rule.ts';
import { hasArg } from '../../shell/flags.ts';
import { hasScratchMount } from '../../shell/mounts.ts';
import { reachedStages } from '../../model/reached-stages.ts';
import { appendCommand } from '../../fix/shell-words.ts';

export const dl3009: Rule = {
  name: 'DL3009',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: true,
  commands: ['apt'],
  about: 'size',
  docs: {
    summary: 'apt lists are removed in the RUN that fetched them.',
    rationale: 'They are some 20 MB of use to nobody: deleted in a later layer they are still there.',
    bad: [
      {
        text: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
        fixed: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
      },
    ],
    good: [
      { text: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n' },
      {
        text: 'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update\n',
      },
    ],
  },
  check(file, report) {
    const used = reachedStages(file);
    let keepsPackages = false;
    for (const run of file.of('run', true)) {
      const script = file.shell(run.node);
      const isCleaned = hasScratchMount(run.node, '/var/lib/apt') && hasScratchMount(run.node, '/var/cache/apt');
      const disables = script.commands.some(
        ({ name, args }) =>
          name === 'rm' && args.some(({ value }) => value.includes('/etc/apt/apt.conf.d/docker-clean')),
      );
      keepsPackages ||= disables;
      if (!used.has(run.stage)) continue;
      if (isCleaned || (hasScratchMount(run.node, '/var/lib/apt/lists', '/var/lib/apt') && !keepsPackages)) continue;
      const fetch = script.commands.find(
        (command) => /^(?:apt-get|apt|aptitude)$/.test(command.name) && hasArg(command, 'update'),
      );
      const isRemoved = script.commands.some(
        ({ name, args }) =>
          (name === 'rm' && args.some(({ value }) => LISTS.test(value))) ||
          (name === 'apt-get' && args.some(({ value }) => /^dist-?clean$/.test(value))),
      );
      if (fetch !== undefined && !isRemoved)
        report(run.top, 'Remove the apt lists after the installation: rm -rf /var/lib/apt/lists/*', {
          focus: fetch,
          fix: appendCommand(file.result, run, script, 'rm -rf /var/lib/apt/lists/*'),
        });
    }
  },
};

const LISTS = /^\/var\/lib\/(?:apt(?:\/(?:lists\/?)?)?(?:\*.*)?$|\{(?:[^}]*,)?apt[,}])/;
