import { type Rule, rulePage } from '../src/index.ts';

const TITLES = { buildkit: "BuildKit's checks", hadolint: "hadolint's rules", strake: 'Our own rules' } as const;

/** The page of all rules, made of their own documentation. */
export function documentRules(rules: readonly Rule[]): string {
  const parts = (['buildkit', 'hadolint', 'strake'] as const).map((origin) => {
    const own = rules.filter((rule) => rule.origin === origin);
    return `## ${TITLES[origin]}\n\n${own.map(rulePage).join('\n')}`;
  });
  return `# Rules\n\nMade of the rules' own documentation; every example is a test.\n\n${parts.join('\n')}`;
}
