import type { Rule } from '../../rule.ts';
import type { ShellNode } from '@strake/parser';
import type { ShellCommand } from '../../shell/script.ts';

export const dl4006: Rule = {
  name: 'DL4006',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  docs: {
    summary: 'Pipes fail when a part of them fails.',
    rationale: 'Without pipefail only the last command of a pipe counts.',
    bad: [{ text: 'FROM debian:12\nRUN wget -qO- https://example.com/a | tar xz\n' }],
    good: [
      {
        text: 'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN wget -qO- https://example.com/a | tar xz\n',
      },
      { text: 'FROM debian:12\nRUN set -o pipefail && wget -qO- https://example.com/a | tar xz\n' },
    ],
  },
  check(file, report) {
    const isOtherShell = file.result.ast.comments.some(({ text }) =>
      /^hadolint\s+shell\s*=\s*(?:pwsh|powershell|cmd)\b/.test(text),
    );
    for (const stage of file.stages) {
      let isSafe = isOtherShell;
      for (const node of stage.instructions) {
        if (node.kind === 'shell') isSafe = isSafeShell(node);
        if (node.kind !== 'run' || isSafe) continue;
        const script = file.shell(node);
        const [pipe] = script.pipes;
        if (pipe === undefined || script.commands.some(setsPipefail)) continue;
        report(node, 'Set -o pipefail with SHELL before a RUN with a pipe', { focus: pipe });
      }
    }
  },
};

const PIPEFAIL_SHELLS = /(?:^|\/)(?:bash|zsh|ash|ksh)$/;

/** Shells that are not POSIX's have no such option, and no such fault. */
function isSafeShell({ command }: ShellNode): boolean {
  const [name = '', ...options] = command.args.map(({ value }) => value);
  if (/pwsh|powershell|cmd/i.test(name)) return true;
  return (
    PIPEFAIL_SHELLS.test(name) && options.some((option, i) => /^-\w*o$/.test(option) && options[i + 1] === 'pipefail')
  );
}

function setsPipefail({ name, args }: ShellCommand): boolean {
  return name === 'set' && args.some(({ value }) => value === 'pipefail');
}
