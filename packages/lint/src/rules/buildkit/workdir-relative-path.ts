import type { Rule } from '../../rule.ts';

export const workdirRelativePath: Rule = {
  name: 'WorkdirRelativePath',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: false,
  twin: 'DL3000',
  url: 'https://docs.docker.com/go/dockerfile/rule/workdir-relative-path/',
  docs: {
    summary: 'The first WORKDIR of a build is absolute.',
    rationale: 'What a relative path means depends on the base image, and changes with it.',
    bad: [{ text: 'FROM alpine:3.20\nWORKDIR app\n' }],
    good: [{ text: 'FROM alpine:3.20\nWORKDIR /app\nWORKDIR src\n' }],
  },
  check(file, report) {
    for (const { node, at, hasWorkdir, words } of file.buildkit.steps) {
      if (node.kind !== 'workdir' || hasWorkdir) continue;
      const path = words[0] ?? '';
      if (path.startsWith('/')) continue;
      report(at, `Relative workdir ${JSON.stringify(path)} can have unexpected results if the base image changes`, {
        focus: at === node ? node.path : undefined,
      });
    }
  },
};
