import type { Rule } from '../../rule.ts';

export const heredocIgnoresFailures: Rule = {
  name: 'heredoc-ignores-failures',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: true,
  docs: {
    summary: 'A RUN of several lines ends at the first failure.',
    rationale: 'A shell goes on after a failing command: only the last one counts.',
    bad: [
      {
        text: 'FROM debian:12\nRUN <<EOF\nmake\nmake install\nEOF\n',
        fixed: 'FROM debian:12\nRUN <<EOF\nset -e\nmake\nmake install\nEOF\n',
      },
    ],
    good: [
      { text: 'FROM debian:12\nRUN <<EOF\nset -ex\nmake\nmake install\nEOF\n' },
      { text: 'FROM debian:12\nRUN <<EOF\nmake\nEOF\n' },
      { text: 'FROM debian:12\nSHELL ["/bin/bash", "-ec"]\nRUN <<EOF\nmake\nmake install\nEOF\n' },
    ],
  },
  check(file, report) {
    for (const stage of file.stages) {
      let isSafe = false;
      for (const node of stage.instructions) {
        if (node.kind === 'shell')
          isSafe =
            node.command.args.some(({ value }) => /^-\w*e/.test(value) || value === 'errexit') ||
            !/sh$/.test(node.command.args[0]?.value ?? '');
        const heredoc = node.kind === 'run' ? node.heredocs[0] : undefined;
        if (node.kind !== 'run' || heredoc === undefined || isSafe || node.command.kind !== 'shell-form') continue;
        if (!/^\d*<<-?\s*['"]?[\w.-]+['"]?\s*$/.test(node.command.text) || heredoc.content.trimStart().startsWith('#!'))
          continue;
        const { commands } = file.shell(node);
        const sets = commands.some(
          ({ name, args }) => name === 'set' && args.some(({ value }) => /^-\w*e|^errexit$/.test(value)),
        );
        if (sets || commands.length < 2 || heredoc.content.trim().split('\n').length < 2) continue;
        const edits = [{ start: heredoc.bodyStart, end: heredoc.bodyStart, newText: 'set -e\n' }];
        report(heredoc, 'Only the last command of this script counts: begin with set -e', {
          fix: { title: 'Begin with set -e', edits },
        });
      }
    }
  },
};
