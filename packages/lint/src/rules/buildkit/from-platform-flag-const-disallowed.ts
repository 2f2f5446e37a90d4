import type { Rule } from '../../rule.ts';
import { readPlatform } from '../../model/platform.ts';

export const fromPlatformFlagConstDisallowed: Rule = {
  name: 'FromPlatformFlagConstDisallowed',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: false,
  twin: 'DL3029',
  url: 'https://docs.docker.com/go/dockerfile/rule/from-platform-flag-const-disallowed/',
  docs: {
    summary: 'FROM --platform is no constant.',
    rationale: 'The image could then be built for that platform only.',
    bad: [{ text: 'FROM --platform=linux/amd64 alpine:3.20\n' }],
    good: [
      { text: 'FROM --platform=$BUILDPLATFORM alpine:3.20\n' },
      { text: 'FROM --platform=linux/amd64 alpine:3.20 AS build-amd64\n' },
    ],
  },
  check(file, report) {
    for (const { node, platform } of file.buildkit.froms) {
      if (platform === undefined || platform.usedNames.length > 0) continue;
      const parsed = readPlatform(platform.value);
      const name = node.alias?.text.toLowerCase() ?? '';
      if (parsed === undefined || name.includes(parsed.os) || name.includes(parsed.architecture)) continue;
      report(node, `FROM --platform flag should not use constant value "${platform.value}"`, {
        focus: node.flags.find((flag) => flag.name === 'platform'),
      });
    }
  },
};
