import { digestHint } from '../../model/base-image.ts';
import type { Rule } from '../../rule.ts';
import { splitReference } from '../../model/image-reference.ts';

export const dl3006: Rule = {
  name: 'DL3006',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'info',
  fixable: false,
  docs: {
    summary: 'FROM names a version.',
    rationale: 'Without a tag an image is `latest`, which is another one tomorrow.',
    bad: [{ text: 'FROM debian\n' }],
    good: [
      { text: 'FROM debian:12\n' },
      { text: 'FROM scratch\n' },
      { text: 'FROM debian:12 AS a\nFROM a\n' },
      { text: 'ARG BASE=debian:12\nFROM $BASE\n' },
    ],
  },
  check(file, report) {
    for (const { from, base } of file.stages) {
      if (from === undefined || base !== undefined) continue;
      const { tag, digest, repository } = splitReference(from.image.text);
      if (tag !== undefined || digest !== undefined || repository === 'scratch' || from.image.text.includes('$'))
        continue;
      report(from, `Name the version of the image ${from.image.text}`, {
        focus: from.image,
        hint: digestHint(file, from.image.text),
      });
    }
  },
};
