import type { Rule } from '../../rule.ts';

export const secretInUrl: Rule = {
  name: 'secret-in-url',
  aliases: [],
  origin: 'strake',
  severity: 'error',
  fixable: false,
  url: 'https://docs.docker.com/build/building/secrets/',
  docs: {
    summary: 'No credentials in URLs.',
    rationale: 'They stay in the history of the image, and in the log of the build.',
    bad: [{ text: 'FROM debian:12\nRUN git clone https://jo:hunter2@example.com/a.git\n' }],
    good: [
      { text: 'FROM debian:12\nRUN git clone https://example.com/a.git\n' },
      { text: 'FROM debian:12\nRUN git clone git@example.com:a.git\n' },
    ],
  },
  check(file, report) {
    for (const { node } of file.of('run', true)) {
      const text = file.result.text.slice(node.start, node.end);
      for (const match of text.matchAll(/\bhttps?:\/\/([^\s/:@'"<>]+):([^\s/@'"<>]+)@[\w.-]+/g)) {
        if (/[${}*]|^(?:x+|pass(?:word)?|user(?:name)?)$/i.test(match[2] ?? '')) continue;
        const start = node.start + match.index;
        report({ start, end: start + match[0].length }, 'A URL with credentials stays in the history of the image', {
          hint: 'use --mount=type=secret or --mount=type=ssh',
        });
      }
    }
  },
};
