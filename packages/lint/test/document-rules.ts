import type { Rule, RuleExample } from '../src/index.ts';

const TITLES = { buildkit: "BuildKit's checks", hadolint: "hadolint's rules", strake: 'Our own rules' } as const;

/** The page of all rules, made of their own documentation. */
export function documentRules(rules: readonly Rule[]): string {
  const parts = (['buildkit', 'hadolint', 'strake'] as const).map((origin) => {
    const own = rules.filter((rule) => rule.origin === origin);
    return `## ${TITLES[origin]}\n\n${own.map(documentRule).join('\n')}`;
  });
  return `# Rules\n\nMade of the rules' own documentation; every example is a test.\n\n${parts.join('\n')}`;
}

function documentRule({ name, twin, severity, fixable, docs }: Rule): string {
  const level = severity === 'off' ? 'off by default' : severity;
  const facts = [level, ...(fixable ? ['fixable'] : []), ...(twin === undefined ? [] : [`hadolint has ${twin}`])];
  const [bad] = docs.bad;
  const [good] = docs.good;
  return [
    `### ${name}\n`,
    `${docs.summary} (${facts.join(', ')})\n`,
    `${docs.rationale}\n`,
    ...(bad === undefined ? [] : [example('Found', bad)]),
    ...(good === undefined ? [] : [example('Fine', good)]),
  ].join('\n');
}

function example(title: string, { text, settings }: RuleExample): string {
  const note = settings === undefined ? '' : ` with \`${JSON.stringify(settings)}\``;
  return `${title}${note}:\n\n\`\`\`dockerfile\n${text.trimEnd()}\n\`\`\`\n`;
}
