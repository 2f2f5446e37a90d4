import type { Rule } from '../../rule.ts';

export const invalidDefaultArgInFrom: Rule = {
  name: 'InvalidDefaultArgInFrom',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/go/dockerfile/rule/invalid-default-arg-in-from/',
  docs: {
    summary: 'FROM is valid with the defaults of its ARGs.',
    rationale: 'Without a default a plain build fails; with one it does not.',
    bad: [{ text: 'ARG TAG\nFROM busybox:${TAG}\n' }],
    good: [{ text: 'ARG TAG=1.36\nFROM busybox:${TAG}\n' }, { text: 'ARG TAG\nFROM busybox:1${TAG}\n' }],
  },
  check(file, report) {
    for (const node of file.buildkit.invalidDefaults)
      report(node, `Default value for ARG ${node.image.text} results in empty or invalid base image name`, {
        focus: node.image,
      });
  },
};
