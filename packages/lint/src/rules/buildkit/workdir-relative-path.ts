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
    doubtful: [
      { text: 'FROM golang:1\nWORKDIR $GOPATH\n', why: 'the base image may set it: nobody has looked' },
      { text: '# escape=`\nFROM golang:1\nWORKDIR C:\\go\n', why: 'on Windows this is absolute' },
    ],
    good: [{ text: 'FROM alpine:3.20\nWORKDIR /app\nWORKDIR src\n' }],
  },
  check(file, report) {
    for (const { node, at, hasWorkdir, words, undefinedNames, isBaseKnown } of file.buildkit.steps) {
      if (node.kind !== 'workdir' || hasWorkdir) continue;
      const path = words[0] ?? '';
      if (path.startsWith('/')) continue;
      report(at, `Relative workdir ${JSON.stringify(path)} can have unexpected results if the base image changes`, {
        focus: at === node ? node.path : undefined,
        isDoubtful: /^[a-zA-Z]:[\\/]/.test(path) || (undefinedNames.length > 0 && !isBaseKnown),
      });
    }
  },
};
