import type { Severity } from '@strake/core';
import type { ParseResult } from '@strake/parser';
import type { PlanFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { createLintFile } from './model/lint-file.ts';
import type { Report, Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { type LintConfig, resolveConfig } from './settings/config.ts';

let defaults: LintConfig | undefined;

/** Runs all rules that are on. Pure and total; in source order. Faults of the syntax are in `result.diagnostics`. */
export function lint(result: ParseResult, config?: LintConfig, facts: PlanFacts = {}): readonly Finding[] {
  const settings = config ?? (defaults ??= resolveConfig());
  const file = createLintFile(result, settings, facts);
  const findings: Finding[] = [];
  for (const rule of rules) {
    const severity = settings.levels.get(rule.name) ?? 'off';
    if (severity !== 'off') rule.check(file, reporter(result, rule, severity, findings));
  }
  return findings.sort((a, b) => a.range.start.offset - b.range.start.offset);
}

function reporter(result: ParseResult, rule: Rule, severity: Severity, findings: Finding[]): Report {
  return (place, message, { hint, related, fix } = {}) => {
    findings.push({
      rule: rule.name,
      aliases: rule.aliases,
      severity,
      message,
      range: result.lines.rangeOf(place),
      url: rule.url ?? `https://example.invalid/${rule.name}`,
      ...(hint === undefined ? {} : { hint }),
      ...(related === undefined ? {} : { related }),
      fixable: fix !== undefined,
      ...(fix === undefined ? {} : { fix }),
    });
  };
}
