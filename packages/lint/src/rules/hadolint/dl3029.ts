import type { Rule } from '../../rule.ts';

export const dl3029: Rule = {
  name: 'DL3029',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'FROM --platform is no constant.',
    rationale: 'The image could then be built for that platform only.',
    bad: [{ text: 'FROM --platform=linux/amd64 debian:12\n' }],
    good: [{ text: 'FROM --platform=$BUILDPLATFORM debian:12\n' }],
  },
  check(file, report) {
    for (const { from } of file.stages) {
      const flag = from?.flags.find(({ name }) => name === 'platform');
      if (from === undefined || flag?.value === undefined || /\$\{?(?:BUILD|TARGET)PLATFORM/.test(flag.value)) continue;
      report(from, 'Do not fix the platform in FROM', { focus: flag });
    }
  },
};
