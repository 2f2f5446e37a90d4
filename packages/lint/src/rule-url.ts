import type { Rule } from './rule.ts';

/** Where the documentation is to be published; `strake lint --explain RULE` prints the same. */
export const DOCUMENTATION: string = 'https://strake.example/lint';

/** Where a rule without a page elsewhere is explained. */
export function ruleUrl(rule: Pick<Rule, 'name' | 'origin'>): string {
  if (rule.origin === 'hadolint') return `https://github.com/hadolint/hadolint/wiki/${rule.name}`;
  return `${DOCUMENTATION}/${rule.name}`;
}
