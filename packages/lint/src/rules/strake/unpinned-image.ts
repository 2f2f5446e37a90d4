import type { Rule } from '../../rule.ts';

export const unpinnedImage: Rule = {
  name: 'unpinned-image',
  aliases: [],
  origin: 'strake',
  severity: 'off',
  fixable: true,
  url: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  docs: {
    summary: 'FROM has a digest.',
    rationale: 'A tag may point to another image tomorrow; a digest never does. Off unless its level is set.',
    bad: [
      {
        text: 'FROM debian:12\n',
        fixed: 'FROM debian:12@sha256:0000000000000000000000000000000000000000000000000000000000000000\n',
        settings: { rules: { 'unpinned-image': 'info' } },
        facts: { image: () => ({ digest: `sha256:${'0'.repeat(64)}` }) },
      },
    ],
    good: [
      { text: 'FROM debian:12@sha256:0000000000000000000000000000000000000000000000000000000000000000\n' },
      { text: 'FROM scratch\n' },
    ],
  },
  check(file, report) {
    for (const { from, base } of file.stages) {
      if (from === undefined || base !== undefined || /^scratch$|[$@]/.test(from.image.text)) continue;
      const digest = file.facts.image?.(from.image.text, file.facts.platform)?.digest;
      const { end } = from.image;
      report(from.image, `${from.image.text} has no digest`, {
        fix:
          digest === undefined
            ? undefined
            : { title: `Add @${digest.slice(0, 19)}`, edits: [{ start: end, end, newText: `@${digest}` }] },
        hint: digest === undefined ? undefined : `${from.image.text} is ${digest} now`,
      });
    }
  },
};
