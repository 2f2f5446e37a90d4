import type { Rule } from '../../rule.ts';

export const exposeProtoCasing: Rule = {
  name: 'ExposeProtoCasing',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/go/dockerfile/rule/expose-proto-casing/',
  docs: {
    summary: 'The protocol in EXPOSE is lower case.',
    rationale: 'Tools compare it letter by letter.',
    bad: [{ text: 'FROM alpine:3.20\nEXPOSE 80/TcP\n', fixed: 'FROM alpine:3.20\nEXPOSE 80/tcp\n' }],
    good: [{ text: 'FROM alpine:3.20\nEXPOSE 80/tcp\n' }],
  },
  check(file, report) {
    for (const { node, at, words } of file.buildkit.steps) {
      if (node.kind !== 'expose') continue;
      for (const port of words) {
        const protocol = port.split('/')[1] ?? '';
        if (protocol === protocol.toLowerCase()) continue;
        const word = node.ports.find(({ text }) => text === port);
        const edits =
          word === undefined || at !== node ? [] : [{ start: word.start, end: word.end, newText: port.toLowerCase() }];
        report(at, `Defined protocol '${port}' in EXPOSE instruction should be lowercase`, {
          focus: at === node ? word : undefined,
          fix: edits.length === 0 ? undefined : { title: `Write ${port.toLowerCase()}`, edits },
        });
      }
    }
  },
};
