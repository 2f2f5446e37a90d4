import type { Rule } from '../../rule.ts';
import { splitReference } from '../../model/image-reference.ts';
import type { Place } from '../../rule.ts';

export const dl3026: Rule = {
  name: 'DL3026',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  fixable: false,
  docs: {
    summary: 'Images come from trusted registries.',
    rationale: 'Which ones a house trusts is said by `trustedRegistries`.',
    bad: [{ text: 'FROM evil.example.com/x:1\n', settings: { trustedRegistries: ['docker.io', '*.example.org'] } }],
    good: [
      { text: 'FROM debian:12\n', settings: { trustedRegistries: ['docker.io'] } },
      { text: 'FROM a.example.org/x:1\n', settings: { trustedRegistries: ['*.example.org'] } },
      { text: 'FROM evil.example.com/x:1\n' },
    ],
  },
  check(file, report) {
    const { trustedRegistries } = file.config;
    if (trustedRegistries.length === 0) return;
    const isStage = (name: string): boolean => file.stages.some((stage) => stage.name === name) || /^\d+$/.test(name);
    const judge = (image: string, top: Place, focus: Place): void => {
      if (image === 'scratch' || image.startsWith('$') || isStage(image)) return;
      const { registry } = splitReference(image);
      if (!trustedRegistries.some((pattern) => isMatch(pattern, registry)))
        report(top, `The registry of ${image} is not among the trusted ones`, { focus });
    };
    for (const { from, instructions } of file.stages) {
      if (from !== undefined) judge(from.image.text, from, from.image);
      for (const node of instructions) {
        if (node.kind === 'copy') {
          const flag = node.flags.find(({ name }) => name === 'from');
          if (flag?.value) judge(flag.value, node, flag);
        } else if (node.kind === 'run')
          for (const field of node.mounts.flatMap(({ fields }) => fields))
            if (field.key === 'from' && field.value) judge(field.value, node, field);
      }
    }
  },
};

/** Docker Hub is meant when no registry is named, and has three names. */
function isMatch(pattern: string, registry: string | undefined): boolean {
  const names =
    registry === undefined || /^(?:docker\.io|hub\.docker\.com)$/.test(registry)
      ? ['docker.io', 'hub.docker.com']
      : [registry];
  return names.some((name) => {
    if (pattern === '*') return true;
    if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1));
    return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  });
}
