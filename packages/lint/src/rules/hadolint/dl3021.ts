import type { Rule } from '../../rule.ts';

export const dl3021: Rule = {
  name: 'DL3021',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  recommended: 'warning',
  fixable: true,
  docs: {
    summary: 'COPY of several sources ends in a slash.',
    rationale: 'Otherwise the build fails, or the last path names a file that was meant as a directory.',
    bad: [{ text: 'FROM debian:12\nCOPY a b /dir\n', fixed: 'FROM debian:12\nCOPY a b /dir/\n' }],
    doubtful: [
      { text: 'FROM debian:12\nCOPY a b .\n', why: 'it is a directory' },
      { text: 'FROM debian:12\nCOPY a b $DIR\n', why: 'the variable may end in a slash' },
    ],
    good: [{ text: 'FROM debian:12\nCOPY a b /dir/\n' }, { text: 'FROM debian:12\nCOPY a /dir\n' }],
  },
  check(file, report) {
    for (const { node, top } of file.of('copy', true)) {
      const { destination } = node;
      const text = destination.kind === 'word' ? destination.text.replace(/^["']|["']$/g, '') : destination.value;
      if (node.sources.length < 2 || /[\\/]$/.test(text)) continue;
      const end =
        destination.kind === 'string' || /["']$/.test(destination.text) ? destination.end - 1 : destination.end;
      report(top, 'A destination of several sources ends in /', {
        focus: destination,
        isDoubtful: /(?:^|\/)\.\.?$|\$/.test(text),
        fix: { title: 'End the destination with /', edits: [{ start: end, end, newText: '/' }] },
      });
    }
  },
};
