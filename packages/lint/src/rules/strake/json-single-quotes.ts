import type { Rule } from '../../rule.ts';

export const jsonSingleQuotes: Rule = {
  name: 'json-single-quotes',
  aliases: [],
  origin: 'strake',
  severity: 'error',
  fixable: true,
  url: 'https://docs.docker.com/reference/dockerfile/#exec-form',
  docs: {
    summary: 'JSON has double quotes.',
    rationale: 'An array in single quotes is no JSON: it is run by a shell, as one odd command.',
    bad: [{ text: "FROM debian:12\nCMD ['top', '-b']\n", fixed: 'FROM debian:12\nCMD ["top", "-b"]\n' }],
    good: [{ text: 'FROM debian:12\nCMD ["top", "-b"]\n' }, { text: "FROM debian:12\nCMD [ -f /a ] && echo 'hi'\n" }],
  },
  check(file, report) {
    for (const kind of ['cmd', 'entrypoint', 'run'] as const)
      for (const { node } of file.of(kind)) {
        if (node.command.kind !== 'shell-form') continue;
        const { text, start, end } = node.command;
        if (!/^\[\s*'[^'"\\]*'\s*(?:,\s*'[^'"\\]*'\s*)*\]\s*$/.test(text)) continue;
        const newText = text.trimEnd().replaceAll("'", '"');
        report(node.command, 'This is no JSON, and is run by a shell: write double quotes', {
          fix: { title: 'Write double quotes', edits: [{ start, end, newText }] },
        });
      }
  },
};
