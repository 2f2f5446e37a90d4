import type { Rule } from '../../rule.ts';

export const exposeInvalidFormat: Rule = {
  name: 'ExposeInvalidFormat',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/go/dockerfile/rule/expose-invalid-format/',
  docs: {
    summary: 'EXPOSE names container ports only.',
    rationale: 'Which address and port of the host leads there is decided when a container runs.',
    bad: [
      { text: 'FROM alpine:3.20\nEXPOSE 127.0.0.1:80:80\n' },
      { text: 'FROM alpine:3.20\nEXPOSE 5000:80/tcp\n', fixed: 'FROM alpine:3.20\nEXPOSE 80/tcp\n' },
    ],
    good: [{ text: 'FROM alpine:3.20\nEXPOSE 80\n' }],
  },
  check(file, report) {
    for (const { node, at, words } of file.buildkit.steps) {
      if (node.kind !== 'expose') continue;
      for (const port of words) {
        const colon = port.lastIndexOf(':');
        if (colon < 0) continue;
        const word = node.ports.find(({ text }) => text === port);
        const edits =
          word === undefined || at !== node
            ? []
            : [{ start: word.start, end: word.end, newText: port.slice(colon + 1) }];
        report(at, `EXPOSE instruction should not define an IP address or host-port mapping, found '${port}'`, {
          focus: at === node ? word : undefined,
          fix: edits.length === 0 ? undefined : { title: 'Keep the container port', edits },
        });
      }
    }
  },
};
