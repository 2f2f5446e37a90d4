import type { Rule } from '../../rule.ts';
import { hasArg } from '../../shell/flags.ts';
import { hasScratchMount } from '../../shell/mounts.ts';
import { appendCommand } from '../../fix/shell-words.ts';

export const dl3040: Rule = {
  name: 'DL3040',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'info',
  fixable: true,
  commands: ['dnf', 'microdnf'],
  about: 'size',
  docs: {
    summary: 'dnf cleans up after an install.',
    rationale: 'Its caches are of use to nobody.',
    bad: [
      {
        text: 'FROM debian:12\nRUN dnf install -y httpd-2.4\n',
        fixed: 'FROM debian:12\nRUN dnf install -y httpd-2.4 && dnf clean all\n',
      },
    ],
    good: [{ text: 'FROM debian:12\nRUN dnf install -y httpd-2.4 && dnf clean all\n' }],
  },
  check(file, report) {
    for (const run of file.of('run', true)) {
      const script = file.shell(run.node);
      const last = script.commands.findLastIndex(
        (command) => /^(?:micro)?dnf5?$/.test(command.name) && hasArg(command, ...VERBS),
      );
      const install = script.commands[last];
      const isCleaned = script.commands
        .slice(last)
        .some(
          (command) =>
            (command.name === install?.name && hasArg(command, 'clean') && hasArg(command, 'all')) ||
            (command.name === 'rm' && command.args.some(({ value }) => CACHES.test(value))),
        );
      if (
        install !== undefined &&
        !isCleaned &&
        !hasScratchMount(run.node, '/var/cache/libdnf5', '/var/cache/dnf', '/var/cache/yum')
      )
        report(run.top, `Clean up after the installation: ${install.name} clean all`, {
          focus: install,
          fix: appendCommand(file.result, run, script, `${install.name} clean all`),
        });
    }
  },
};

const CACHES = /^\/var\/cache\/(?:libdnf5|dnf|yum)/;
const VERBS = [
  'install',
  'in',
  'upgrade',
  'up',
  'update',
  'upgrade-minimal',
  'up-min',
  'reinstall',
  'rei',
  'downgrade',
  'dg',
  'distro-sync',
  'dsync',
  'localinstall',
  'groupinstall',
  'swap',
  'module',
  'group',
  'builddep',
];
