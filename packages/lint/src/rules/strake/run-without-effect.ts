import type { Rule } from '../../rule.ts';

export const runWithoutEffect: Rule = {
  name: 'run-without-effect',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: true,
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
      const { commands, isBroken, pipes } = file.shell(node);
      if (
        isBroken ||
        node.command.kind !== 'shell-form' ||
        commands.length === 0 ||
        pipes.length > 0 ||
        node.heredocs.length > 0
      )
        continue;
      if (!commands.every(({ name, outputs }) => LOST.has(name) && outputs.length === 0)) continue;
      if (/\$\(|`|\|\||(?:^|[\s;&])\w+=/.test(node.command.text.replace(/\bexport\s+\w+=/g, ''))) continue;
      const [only] = commands;
      const path = only?.name === 'cd' && commands.length === 1 && node.flags.length === 0 ? only.args[0] : undefined;
      const isPath =
        path !== undefined &&
        only?.args.length === 1 &&
        /^\/[\w./-]*$/.test(path.value) &&
        /^\s*cd\s+\S+\s*$/.test(node.command.text);
      report(node.command, 'This ends with its shell: the RUN has no effect', {
        hint: 'use WORKDIR for directories and ENV for variables',
        fix: isPath
          ? { title: 'Use WORKDIR', edits: [{ start: node.start, end: node.end, newText: `WORKDIR ${path.value}` }] }
          : undefined,
      });
    }
  },
};

const LOST: ReadonlySet<string> = new Set([
  'cd',
  'export',
  'set',
  'alias',
  'umask',
  'ulimit',
  'unset',
  'shopt',
  'pushd',
]);
