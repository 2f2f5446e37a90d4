import type { Rule } from '../../rule.ts';
import { hasArg } from '../../shell/flags.ts';
import { hasScratchMount } from '../../shell/mounts.ts';
import { reachedStages } from '../../model/reached-stages.ts';
import { appendCommand } from '../../fix/shell-words.ts';

export const dl3060: Rule = {
  name: 'DL3060',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: true,
  commands: ['yarn'],
  about: 'size',
  docs: {
    summary: 'yarn cleans up after an install.',
    rationale: 'Its cache is of use to nobody in an image.',
    bad: [
      { text: 'FROM debian:12\nRUN yarn install\n', fixed: 'FROM debian:12\nRUN yarn install && yarn cache clean\n' },
    ],
    good: [
      { text: 'FROM debian:12\nRUN yarn install && yarn cache clean\n' },
      { text: 'FROM debian:12\nRUN --mount=type=cache,target=/root/.cache/yarn yarn install\n' },
    ],
  },
  check(file, report) {
    const used = reachedStages(file);
    for (const run of file.of('run', true)) {
      const script = file.shell(run.node);
      const install = script.commands.find((command) => command.name === 'yarn' && hasArg(command, 'install'));
      const isCleaned = script.commands.some(
        (command) => command.name === 'yarn' && hasArg(command, 'cache') && hasArg(command, 'clean'),
      );
      if (
        install === undefined ||
        isCleaned ||
        (!used.has(run.stage) && run.top === run.node) ||
        hasScratchMount(run.node, '/root/.cache/yarn', '/usr/local/share/.cache/yarn')
      )
        continue;
      report(run.top, 'Clean up after the installation: yarn cache clean', {
        focus: install,
        fix: appendCommand(file.result, run, script, 'yarn cache clean'),
      });
    }
  },
};
