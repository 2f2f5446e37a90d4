import type { Rule } from './rule.ts';

/** The public page on a rule's subject. `rulePage` is what we say of it. */
export function ruleUrl({ name, url }: Pick<Rule, 'name' | 'url'>): string {
  return url ?? `https://github.com/hadolint/hadolint/wiki/${name}`;
}
