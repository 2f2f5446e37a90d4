import type { RunNode } from '@strake/parser';
import type { Fix } from '../../finding.ts';
import type { Rule } from '../../rule.ts';
import type { ShellScript } from '../../shell/script.ts';

const LOST = ['cd', 'export', 'set', 'alias', 'umask', 'ulimit', 'unset', 'shopt', 'pushd'];

export const runWithoutEffect: Rule = {
  name: 'run-without-effect',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: true,
  commands: LOST,
  url: 'https://docs.docker.com/reference/dockerfile/#workdir',
  docs: {
    summary: 'Every RUN leaves something behind.',
    rationale: 'A change of directory or of a variable ends with the shell that made it.',
    bad: [
      { text: 'FROM debian:12\nRUN cd /app\n', fixed: 'FROM debian:12\nWORKDIR /app\n' },
      { text: 'FROM debian:12\nRUN export A=1\n' },
    ],
    good: [{ text: 'FROM debian:12\nRUN cd /app && make\n' }, { text: 'FROM debian:12\nWORKDIR /app\n' }],
  },
  check(file, report) {
    for (const { node } of file.of('run', true)) {
      const script = file.shell(node);
      if (!isLost(node, script)) continue;
      report(node.command, 'This ends with its shell: the RUN has no effect', {
        hint: 'use WORKDIR for directories and ENV for variables',
        fix: workdirFix(node, script),
      });
    }
  },
};

function isLost({ command, heredocs }: RunNode, { commands, isBroken, pipes }: ShellScript): boolean {
  if (isBroken || command.kind !== 'shell-form' || heredocs.length > 0 || pipes.length > 0) return false;
  if (commands.length === 0 || !commands.every(({ name, outputs }) => LOST.includes(name) && outputs.length === 0))
    return false;
  return !/\$\(|`|\|\||(?:^|[\s;&])\w+=/.test(command.text.replace(/\bexport\s+\w+=/g, ''));
}

/** A lone `cd` to an absolute path was meant as WORKDIR. */
function workdirFix(node: RunNode, { commands }: ShellScript): Fix | undefined {
  const text = node.command.kind === 'shell-form' ? node.command.text : '';
  const path = /^\s*cd\s+(\/[\w./-]*)\s*$/.exec(text)?.[1];
  if (path === undefined || commands.length !== 1 || node.flags.length > 0) return undefined;
  return { title: 'Use WORKDIR', edits: [{ start: node.start, end: node.end, newText: `WORKDIR ${path}` }] };
}
