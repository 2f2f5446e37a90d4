import type { Rule } from '../../rule.ts';

export const addWithoutChecksum: Rule = {
  name: 'add-without-checksum',
  aliases: [],
  origin: 'strake',
  severity: 'off',
  fixable: false,
  url: 'https://docs.docker.com/reference/dockerfile/#add---checksum',
  docs: {
    summary: 'ADD of a URL has a checksum.',
    rationale: 'What the server sends may change; with a checksum the build says so. Off unless its level is set.',
    bad: [
      {
        text: 'FROM debian:12\nADD https://example.com/a.tar /a.tar\n',
        settings: { rules: { 'add-without-checksum': 'info' } },
      },
    ],
    good: [
      {
        text: 'FROM debian:12\nADD --checksum=sha256:0000000000000000000000000000000000000000000000000000000000000000 https://example.com/a.tar /a.tar\n',
      },
    ],
  },
  check(file, report) {
    for (const { node } of file.of('add', true)) {
      if (node.flags.some(({ name }) => name === 'checksum')) continue;
      const url = node.sources.find((source) =>
        /^https?:\/\/(?!.*\.git(?:#|$))/.test(source.kind === 'word' ? source.text : source.value),
      );
      if (url !== undefined) report(url, 'Say what is expected: ADD --checksum=sha256:…');
    }
  },
};
