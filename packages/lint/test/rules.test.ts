import { parse } from '@strake/parser';
import { describe, expect, it } from 'vitest';
import { applyFixes, fixAll, lint, resolveConfig, type Rule, type RuleExample, rules } from '../src/index.ts';

/** The findings of one rule, with all others off. */
function find(rule: Rule, { settings, facts }: RuleExample, text: string): ReturnType<typeof lint> {
  const level = rule.severity === 'off' ? 'warning' : rule.severity;
  const config = resolveConfig({ extends: 'none', ...settings, rules: { [rule.name]: level } });
  return lint(parse(text), config, facts);
}

describe.each(rules.map((rule) => ({ name: rule.name, rule })))('$name', ({ rule }) => {
  it('has documentation', () => {
    expect(rule.docs.summary).toMatch(/\.$/);
    expect(rule.docs.rationale).toMatch(/\.$/);
    expect(rule.docs.bad.length).toBeGreaterThan(0);
    expect(rule.docs.good.length).toBeGreaterThan(0);
    expect(rule.fixable).toBe(rule.docs.bad.some(({ fixed }) => fixed !== undefined));
  });

  it.each(rule.docs.bad)('finds $text', (example) => {
    expect(find(rule, example, example.text)).toHaveLength(example.times ?? 1);
  });

  it.each(rule.docs.good)('is silent on $text', (example) => {
    expect(find(rule, example, example.text)).toEqual([]);
  });

  it.each(rule.docs.doubtful ?? [])('is silent in recommended alone on $text', (example) => {
    expect(find(rule, example, example.text)).toHaveLength(example.times ?? 1);
    const careful = resolveConfig({ extends: 'recommended', rules: { [rule.name]: 'warning' } });
    const found = lint(parse(example.text), careful, example.facts);
    expect(found.filter(({ rule: name }) => name === rule.name)).toEqual([]);
    expect(example.why).not.toMatch(/\.$/);
  });

  it.each(rule.docs.bad.filter(({ fixed }) => fixed !== undefined))('repairs $text', (example) => {
    const fixed = applyFixes(example.text, find(rule, example, example.text)).text;
    expect(fixed).toBe(example.fixed);
    expect(find(rule, example, fixed)).toEqual([]);
    expect(parse(fixed).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each(rule.docs.bad)('repairs once and for all $text', (example) => {
    const once = fixAll(example.text, (text) => find(rule, example, text)).text;
    expect(fixAll(once, (text) => find(rule, example, text)).text).toBe(once);
  });
});

it('has at least 25 rules with a repair', () => {
  expect(rules.filter(({ fixable }) => fixable).length).toBeGreaterThanOrEqual(25);
});

it('names every rule once', () => {
  const names = rules.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
});
