import type { DoubtfulExample, Rule, RuleExample } from '../rule.ts';
import { ruleUrl } from '../rule-url.ts';

/** The documentation of a rule as Markdown, made of the rule itself: every example is a test. */
export function rulePage(rule: Rule): string {
  const { name, docs } = rule;
  return [
    `### ${name}\n`,
    `${docs.summary} (${factsOf(rule).join(', ')})\n`,
    `${docs.rationale}\n`,
    ...docs.bad.slice(0, 1).map((example) => shown('Found', example)),
    ...docs.bad.slice(0, 1).flatMap(({ fixed }) => (fixed === undefined ? [] : [shown('Repaired', { text: fixed })])),
    ...docs.good.slice(0, 1).map((example) => shown('Fine', example)),
    ...(docs.doubtful ?? []).map(doubtful),
    `See ${ruleUrl(rule)}\n`,
  ].join('\n');
}

function factsOf({ severity, recommended = severity, fixable, twin, about, origin }: Rule): readonly string[] {
  const level = (one: string): string => (one === 'off' ? 'off by default' : one);
  const own = origin === 'hadolint' ? 'in the preset hadolint' : `in the preset ${origin}`;
  return [
    recommended === severity ? level(severity) : `${level(recommended)}, ${severity} ${own}`,
    ...(fixable ? ['fixable'] : []),
    ...(about === undefined ? [] : ['by default only in stages that end up in an image']),
    ...(twin === undefined ? [] : [`hadolint has ${twin}`]),
  ];
}

function shown(title: string, { text, settings }: RuleExample): string {
  const note = settings === undefined ? '' : ` with \`${JSON.stringify(settings)}\``;
  return `${title}${note}:\n\n\`\`\`dockerfile\n${text.trimEnd()}\n\`\`\`\n`;
}

function doubtful({ why, ...example }: DoubtfulExample): string {
  return shown(`Not reported by default, as ${why}`, example);
}
