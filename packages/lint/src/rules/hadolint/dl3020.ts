import type { Rule } from '../../rule.ts';
import type { Argument } from '@strake/parser';

export const dl3020: Rule = {
  name: 'DL3020',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  recommended: 'info',
  fixable: true,
  docs: {
    summary: 'COPY for files and folders.',
    rationale: 'ADD also unpacks and downloads; who only copies should say so.',
    bad: [{ text: 'FROM debian:12\nADD main.py /app/\n', fixed: 'FROM debian:12\nCOPY main.py /app/\n' }],
    doubtful: [{ text: 'FROM debian:12\nADD $FILE /app/\n', why: 'it may be an archive or a URL' }],
    good: [
      { text: 'FROM debian:12\nADD app.tar.gz /app/\n' },
      { text: 'FROM debian:12\nADD https://example.com/a.txt /a.txt\n' },
      { text: 'FROM debian:12\nCOPY main.py /app/\n' },
    ],
  },
  check(file, report) {
    for (const { node, top } of file.of('add', true)) {
      if (node.heredocs.length > 0 || node.sources.some((source) => isForAdd(source))) continue;
      const isPlain = node.flags.every(({ name }) => COPY_FLAGS.includes(name)) && !node.sources.some(mayBeArchive);
      const keyword = node.keyword.text === 'add' ? 'copy' : 'COPY';
      const edits = [{ start: node.keyword.start, end: node.keyword.end, newText: keyword }];
      report(top, 'Use COPY for files and folders', {
        focus: node.keyword,
        isDoubtful: node.sources.some(mayBeArchive),
        fix: isPlain ? { title: 'Replace ADD by COPY', edits } : undefined,
      });
    }
  },
};

const COPY_FLAGS = ['chown', 'chmod', 'link', 'exclude'];

function isForAdd(source: Argument): boolean {
  const text = source.kind === 'word' ? source.text.replace(/^["']|["']$/g, '') : source.value;
  return /\.(?:tar|gz|tgz|tpz|bz2|tbz2?|xz|txz|lzma|tlz|Z|tZ|zst|tzst)$|^(?:https?|ftp|git|ssh):\/\/|^git@/.test(text);
}

/** What a variable or a pattern stands for may be an archive, which ADD unpacks. */
function mayBeArchive(source: Argument): boolean {
  return /[$*?[]/.test(source.kind === 'word' ? source.text : source.value);
}
