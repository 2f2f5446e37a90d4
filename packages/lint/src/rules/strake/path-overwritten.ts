import type { Rule } from '../../rule.ts';

export const pathOverwritten: Rule = {
  name: 'path-overwritten',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/reference/dockerfile/#env',
  docs: {
    summary: 'ENV PATH keeps what was there.',
    rationale: 'Without the old value no program of the base image is found any more.',
    bad: [{ text: 'FROM debian:12\nENV PATH=/opt/app/bin\n', fixed: 'FROM debian:12\nENV PATH=/opt/app/bin:$PATH\n' }],
    good: [
      { text: 'FROM debian:12\nENV PATH=/opt/app/bin:$PATH\n' },
      { text: 'FROM debian:12\nENV PATH=/app/bin:/usr/local/bin:/usr/bin:/bin\n' },
    ],
  },
  check(file, report) {
    for (const { node } of file.of('env', true))
      for (const { key, value, legacy } of node.entries) {
        if (key.text !== 'PATH' || /\$|(?:^|:)["']?(?:\/usr)?\/s?bin\b|;|\\/.test(value.text) || value.text === '')
          continue;
        const isPlain = /^[\w./:-]+$/.test(value.text) && !legacy;
        const edits = [{ start: value.end, end: value.end, newText: ':$PATH' }];
        report(value, 'This loses the PATH of the base image', {
          fix: isPlain ? { title: 'Add :$PATH', edits } : undefined,
        });
      }
  },
};
