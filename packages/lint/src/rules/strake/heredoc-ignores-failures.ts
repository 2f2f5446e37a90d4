import type { Heredoc, RunNode, ShellNode } from '@strake/parser';
import type { ShellCommand } from '../../shell/script.ts';
import type { Stage } from '../../model/stages.ts';
import type { Rule } from '../../rule.ts';

export const heredocIgnoresFailures: Rule = {
  name: 'heredoc-ignores-failures',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/reference/dockerfile/#here-documents',
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
      { text: 'FROM debian:12 AS a\nSHELL ["/bin/bash", "-ec"]\nFROM a\nRUN <<EOF\nmake\nmake install\nEOF\n' },
      { text: 'FROM debian:12\nSHELL ["/bin/bash", "-ec"]\nRUN <<EOF\nmake\nmake install\nEOF\n' },
    ],
  },
  check(file, report) {
    const safe = new Set<Stage>();
    for (const stage of file.stages) {
      let isSafe = stage.base !== undefined && safe.has(stage.base);
      for (const node of stage.instructions) {
        if (node.kind === 'shell') isSafe = endsAtFailures(node);
        if (node.kind !== 'run' || isSafe) continue;
        const heredoc = scriptOf(node);
        if (heredoc === undefined || heredoc.content.trim().split('\n').length < 2) continue;
        const { commands } = file.shell(node);
        if (commands.length < 2 || commands.some(setsErrexit)) continue;
        const edits = [{ start: heredoc.bodyStart, end: heredoc.bodyStart, newText: 'set -e\n' }];
        report(heredoc, 'Only the last command of this script counts: begin with set -e', {
          fix: { title: 'Begin with set -e', edits },
        });
      }
      if (isSafe) safe.add(stage);
    }
  },
};

/** Of a shell that is none of POSIX's nothing is known. */
function endsAtFailures({ command }: ShellNode): boolean {
  const [shell = '', ...options] = command.args.map(({ value }) => value);
  return !shell.endsWith('sh') || options.some((option) => /^-\w*e/.test(option) || option === 'errexit');
}

/** The heredoc that is the whole command. */
function scriptOf({ command, heredocs }: RunNode): Heredoc | undefined {
  if (command.kind !== 'shell-form' || !/^\d*<<-?\s*['"]?[\w.-]+['"]?\s*$/.test(command.text)) return undefined;
  return heredocs[0]?.content.trimStart().startsWith('#!') === true ? undefined : heredocs[0];
}

function setsErrexit({ name, args }: ShellCommand): boolean {
  return name === 'set' && args.some(({ value }) => /^-\w*e|^errexit$/.test(value));
}
