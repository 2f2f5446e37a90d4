import { digestHint } from '../../model/base-image.ts';
import type { Rule } from '../../rule.ts';
import { splitReference } from '../../model/image-reference.ts';

export const dl3007: Rule = {
  name: 'DL3007',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'info',
  fixable: false,
  docs: {
    summary: 'FROM names a version other than latest.',
    rationale: '`latest` is another image tomorrow.',
    bad: [{ text: 'FROM debian:latest\n' }],
    good: [
      { text: 'FROM debian:12\n' },
      { text: 'FROM debian:latest@sha256:0123456789012345678901234567890123456789012345678901234567890123\n' },
    ],
  },
  check(file, report) {
    for (const { from } of file.stages) {
      if (from === undefined) continue;
      const { tag, digest } = splitReference(from.image.text);
      if (tag === 'latest' && digest === undefined)
        report(from, 'The tag latest is another image tomorrow: name a version', {
          focus: from.image,
          hint: digestHint(file, from.image.text),
        });
    }
  },
};
