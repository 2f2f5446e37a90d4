import type { Rule } from './rule.ts';

/** Where a rule without a page elsewhere is explained. */
export function ruleUrl(rule: Pick<Rule, 'name' | 'origin'>): string {
  if (rule.origin === 'hadolint') return `https://github.com/hadolint/hadolint/wiki/${rule.name}`;
  return `https://strake.dev/lint/${rule.name}`;
}
