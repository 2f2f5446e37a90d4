import type { Rule } from '../../rule.ts';
import { hasArg } from '../../shell/flags.ts';
import { hasScratchMount } from '../../shell/mounts.ts';
import { installsOf, ZYPPER } from '../../shell/package-installs.ts';
import { appendCommand } from '../../fix/shell-words.ts';

export const dl3036: Rule = {
  name: 'DL3036',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'info',
  fixable: true,
  commands: ['zypper'],
  about: 'size',
  docs: {
    summary: 'zypper cleans up after an install.',
    rationale: 'Its caches are of use to nobody.',
    bad: [
      {
        text: 'FROM debian:12\nRUN zypper -n install httpd=2\n',
        fixed: 'FROM debian:12\nRUN zypper -n install httpd=2 && zypper clean\n',
      },
    ],
    good: [{ text: 'FROM debian:12\nRUN zypper -n install httpd=2 && zypper clean\n' }],
  },
  check(file, report) {
    for (const run of file.of('run', true)) {
      const script = file.shell(run.node);
      const install = installsOf(script, ZYPPER)[0];
      const isCleaned = script.commands.some((command) => command.name === 'zypper' && hasArg(command, 'clean', 'cc'));
      if (install !== undefined && !isCleaned && !hasScratchMount(run.node, '/var/cache/zypp'))
        report(run.top, 'Clean up after the installation: zypper clean', {
          focus: install,
          fix: appendCommand(file.result, run, script, 'zypper clean'),
        });
    }
  },
};
