import type { Rule } from '../../rule.ts';
import { readPlatform } from '../../model/platform.ts';

export const invalidBaseImagePlatform: Rule = {
  name: 'InvalidBaseImagePlatform',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'The base image has the platform that is built for.',
    rationale: 'An image for another platform runs under emulation, or not at all.',
    bad: [
      { text: 'FROM alpine:3.20\n', facts: { platform: 'linux/amd64', image: () => ({ platform: 'linux/arm64' }) } },
    ],
    good: [
      { text: 'FROM alpine:3.20\n', facts: { platform: 'linux/amd64', image: () => ({ platform: 'linux/amd64' }) } },
      { text: 'FROM alpine:3.20\n' },
      {
        text: 'FROM --platform=$BUILDPLATFORM alpine:3.20\n',
        facts: { platform: 'linux/arm64', buildPlatform: 'linux/amd64', image: () => ({ platform: 'linux/amd64' }) },
      },
      {
        text: 'FROM scratch AS a\nFROM a\n',
        facts: { platform: 'linux/amd64', image: () => ({ platform: 'linux/arm64' }) },
      },
    ],
  },
  check(file, report) {
    const stages = new Set<string>();
    for (const { node, image, platform } of file.buildkit.froms) {
      const isStage = stages.has(image.value);
      if (node.alias !== undefined) stages.add(node.alias.text.toLowerCase());
      if (isStage || image.value === 'scratch') continue;
      const wanted = platform?.value ?? file.facts.platform;
      const actual = file.facts.image?.(image.value, wanted)?.platform;
      if (actual === undefined || wanted === undefined || isSame(actual, wanted)) continue;
      report(
        node,
        `Base image ${image.value} was pulled with platform "${actual}", expected "${wanted}" for current build`,
        { focus: node.image },
      );
    }
  },
};

function isSame(a: string, b: string): boolean {
  const [left, right] = [readPlatform(a), readPlatform(b)];
  return left?.os === right?.os && left?.architecture === right?.architecture;
}
