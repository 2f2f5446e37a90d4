import type { Rule } from '../../rule.ts';
import { removeFlagEdit } from '../../fix/remove-flag.ts';

export const dl3065: Rule = {
  name: 'DL3065',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: true,
  docs: {
    summary: 'No --platform=$TARGETPLATFORM.',
    rationale: 'It is the default.',
    bad: [{ text: 'FROM --platform=$TARGETPLATFORM debian:12\n', fixed: 'FROM debian:12\n' }],
    good: [{ text: 'FROM --platform=$BUILDPLATFORM debian:12\n' }],
  },
  check(file, report) {
    for (const { from } of file.stages) {
      const flag = from?.flags.find(({ name }) => name === 'platform');
      if (from === undefined || flag === undefined || !/^\$\{?TARGETPLATFORM\}?$/.test(flag.value ?? '')) continue;
      report(from, '--platform=$TARGETPLATFORM is the default', {
        focus: flag,
        fix: { title: 'Remove --platform', edits: [removeFlagEdit(file.result.text, flag)] },
      });
    }
  },
};
