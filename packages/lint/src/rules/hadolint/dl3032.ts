import type { Rule } from '../../rule.ts';
import { hasArg } from '../../shell/flags.ts';
import { hasScratchMount } from '../../shell/mounts.ts';
import { installsOf, YUM } from '../../shell/package-installs.ts';
import { appendCommand } from '../../fix/shell-words.ts';

export const dl3032: Rule = {
  name: 'DL3032',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'info',
  fixable: true,
  commands: ['yum'],
  about: 'size',
  docs: {
    summary: 'yum cleans up after an install.',
    rationale: 'Its caches are of use to nobody.',
    bad: [
      {
        text: 'FROM debian:12\nRUN yum install -y httpd-2.4\n',
        fixed: 'FROM debian:12\nRUN yum install -y httpd-2.4 && yum clean all\n',
      },
    ],
    good: [{ text: 'FROM debian:12\nRUN yum install -y httpd-2.4 && yum clean all\n' }],
  },
  check(file, report) {
    for (const run of file.of('run', true)) {
      const script = file.shell(run.node);
      const install = installsOf(script, YUM).at(-1);
      const after = install === undefined ? [] : script.commands.slice(script.commands.indexOf(install));
      const isCleaned = after.some(
        (command) =>
          (command.name === 'yum' && hasArg(command, 'clean') && hasArg(command, 'all')) ||
          (command.name === 'rm' && command.args.some(({ value }) => value.startsWith('/var/cache/yum'))),
      );
      if (install !== undefined && !isCleaned && !hasScratchMount(run.node, '/var/cache/yum'))
        report(run.top, 'Clean up after the installation: yum clean all', {
          focus: install,
          fix: appendCommand(file.result, run, script, 'yum clean all'),
        });
    }
  },
};
