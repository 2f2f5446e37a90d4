import type { Rule } from '../../rule.ts';
import { removeFlagEdit } from '../../fix/remove-flag.ts';

export const redundantTargetPlatform: Rule = {
  name: 'RedundantTargetPlatform',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  twin: 'DL3065',
  url: 'https://docs.docker.com/go/dockerfile/rule/redundant-target-platform/',
  docs: {
    summary: 'No --platform=$TARGETPLATFORM.',
    rationale: 'It is the default.',
    bad: [{ text: 'FROM --platform=$TARGETPLATFORM alpine:3.20\n', fixed: 'FROM alpine:3.20\n' }],
    good: [{ text: 'FROM --platform=$BUILDPLATFORM alpine:3.20\n' }],
  },
  check(file, report) {
    for (const { node, platform } of file.buildkit.froms) {
      if (platform === undefined || platform.unmatchedNames.length > 0) continue;
      const [name, ...others] = new Set(platform.usedNames);
      if (name !== 'TARGETPLATFORM' || others.length > 0) continue;
      if (platform.value !== (file.facts.platform ?? 'linux/amd64')) continue;
      const flag = node.flags.find((candidate) => candidate.name === 'platform');
      report(
        node,
        `Setting platform to predefined ${flag?.value ?? ''} in FROM is redundant as this is the default behavior`,
        {
          focus: flag,
          fix:
            flag === undefined
              ? undefined
              : { title: 'Remove --platform', edits: [removeFlagEdit(file.result.text, flag)] },
        },
      );
    }
  },
};
